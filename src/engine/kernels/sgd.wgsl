// d = g + λw; v ← αv + d; w ← w − η·v (NESTEROV: w − η(d + αv)); g is the sum of its shares in their order
// DECOUPLED: d = g, and w − ηλw in place of w. RATE_IN_BUFFER: d times η, and 1 in place of η. DAMPENED: v ← αv + intake·d.
// Tile: THREADS threads share the rows of a unit, four filters side by side (or one whole tensor); sums in a fixed order.
// Dispatch: a workgroup per unit. With TELEMETRY it writes the sums of `MEASURED_SUMS` (sgd.ts) for each filter.

struct Unit {
  // vec4f position of the unit's first row in the parameters, and the distance between its rows.
  start: u32,
  rows: u32,
  stride: u32,
  // The same for the gradient's first share, the number of shares and the distance between them.
  gradient: u32,
  shares: u32,
  share_stride: u32,
  // Bit 0: weight decay acts. Bit 1: the unit is one vector, all four lanes of it.
  flags: u32,
  // Float position in the step's telemetry row, and how many of the four filters are real.
  record: u32,
  filters: u32,
  // Of the tensor's group, on η.
  rate_factor: f32,
}

@group(0) @binding(0) var<storage, read> units: array<Unit, UNITS>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> weights: array<vec4f, PARAMETERS>;
@group(0) @binding(3) var<storage, read_write> momenta: array<vec4f, PARAMETERS>;
// #if TELEMETRY
// Differences of the stored weights.
@group(0) @binding(4) var<storage, read_write> differences: array<vec4f, PARAMETERS>;
// [unit vector of the reference, first axis, second axis][PARAMETERS].
@group(0) @binding(5) var<storage, read> axes: array<vec4f, 3 * PARAMETERS>;
@group(0) @binding(6) var<storage, read_write> telemetry: array<f32>;

// In a unit that is one vector the four lanes of a sum belong together.
fn joined(sum: vec4f, whole: bool) -> vec4f {
  return select(sum, vec4f((sum.x + sum.y) + (sum.z + sum.w)), whole);
}
// #end

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let unit = units[group.x];
  let decay = select(0.0, parameters.weight_decay, (unit.flags & 1) != 0);
  let rate = parameters.learning_rate * unit.rate_factor;
  // #if TELEMETRY
  // ‖w‖², ⟨w,Δ⟩, ‖g‖², ⟨w,g⟩, ⟨v,g⟩, and of the new weight ⟨w,r⟩, ⟨w,a₁⟩, ⟨w,a₂⟩.
  // #unroll s 8
  var sum_$s = vec4f();
  // #end
  // #end
  for (var row = lane; row < unit.rows; row += THREADS) {
    let index = unit.start + row * unit.stride;
    var gradient = vec4f();
    for (var share = 0u; share < unit.shares; share++) {
      gradient += gradients[unit.gradient + row * unit.stride + share * unit.share_stride];
    }
    let weight = weights[index];
    let momentum = momenta[index];
    // #if DECOUPLED
    let kept = weight - (rate * decay) * weight;
    let slope = gradient;
    // #else
    let kept = weight;
    let slope = gradient + decay * weight;
    // #end
    // #if RATE_IN_BUFFER
    let descent = rate * slope;
    // #else
    let descent = slope;
    // #end
    // #if DAMPENED
    let velocity = parameters.momentum * momentum + parameters.intake * descent;
    // #else
    let velocity = parameters.momentum * momentum + descent;
    // #end
    // #if NESTEROV
    let direction = descent + parameters.momentum * velocity;
    // #else
    let direction = velocity;
    // #end
    // #if RATE_IN_BUFFER
    let update = kept - direction;
    // #else
    let update = kept - rate * direction;
    // #end
    // What is stored, rounded to float32; without this the compiler may cancel the weight in `stored − weight`.
    let stored = bitcast<vec4f>(bitcast<vec4u>(update) ^ vec4u(parameters.zero));
    weights[index] = stored;
    momenta[index] = velocity;
    // #if TELEMETRY
    let difference = stored - weight;
    differences[index] = difference;
    sum_0 += weight * weight;
    sum_1 += weight * difference;
    sum_2 += gradient * gradient;
    sum_3 += weight * gradient;
    sum_4 += momentum * gradient;
    sum_5 += stored * axes[index];
    sum_6 += stored * axes[PARAMETERS + index];
    sum_7 += stored * axes[2 * PARAMETERS + index];
    // #end
  }
  // #if TELEMETRY
  let whole = (unit.flags & 2) != 0;
  // #if QUAD
  // #unroll s 8
  let total_$s = joined(quad_total(sum_$s), whole);
  // #end
  // #else
  // #unroll s 8
  partial[$s][lane] = sum_$s;
  // #end
  workgroupBarrier();
  // The threads add a sum each, or several; all read the results.
  for (var sum = lane; sum < 8; sum += THREADS) { partial[sum][0] = joined(total(sum), whole); }
  workgroupBarrier();
  // #unroll s 8
  let total_$s = partial[$s][0];
  // #end
  workgroupBarrier();
  // #end
  // The orthogonal parts in a second pass: as differences of squares they would cancel.
  let radial = select(vec4f(), total_1 / total_0, total_0 > vec4f());
  var sum_orthogonal = vec4f();
  var sum_away = vec4f();
  for (var row = lane; row < unit.rows; row += THREADS) {
    let index = unit.start + row * unit.stride;
    let difference = differences[index];
    let stored = weights[index];
    let orthogonal = difference - radial * (stored - difference);
    let away = stored - total_5 * axes[index];
    sum_orthogonal += orthogonal * orthogonal;
    sum_away += away * away;
  }
  // #if QUAD
  let total_orthogonal = joined(quad_total(sum_orthogonal), whole);
  let total_away = joined(quad_total(sum_away), whole);
  // #else
  partial[0][lane] = sum_orthogonal;
  partial[1][lane] = sum_away;
  workgroupBarrier();
  let total_orthogonal = joined(total(0), whole);
  let total_away = joined(total(1), whole);
  // #end
  if (lane >= unit.filters) { return; }
  let record = parameters.slot * ROW + unit.record + lane * SUMS;
  // #unroll s 8
  telemetry[record + $s] = total_$s[lane];
  // #end
  telemetry[record + 8] = total_orthogonal[lane];
  telemetry[record + 9] = total_away[lane];
  // #end
}
