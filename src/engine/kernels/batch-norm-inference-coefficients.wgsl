// mean = running mean, inv = 1/√(running variance + ε), scale = γ·inv, shift = β
// Tile: one group of four channels per thread; 64 threads.
// Dispatch: a thread per channel group.

@group(0) @binding(0) var<storage, read> running: array<vec4f, 2 * GROUPS>;
@group(0) @binding(1) var<storage, read> gamma: array<vec4f, GROUPS>;
@group(0) @binding(2) var<storage, read> beta: array<vec4f, GROUPS>;
@group(0) @binding(3) var<storage, read_write> coefficients: array<vec4f, 4 * GROUPS>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  if (channel >= GROUPS) { return; }
  // Without ε a constant channel (a padding one always is) has no deviation: it is left at zero, not at 0·∞.
  let spread = running[GROUPS + channel] + EPSILON;
  let inverse = select(vec4f(), 1.0 / sqrt(spread), spread > vec4f());
  coefficients[channel] = running[channel];
  coefficients[GROUPS + channel] = gamma[channel] * inverse;
  coefficients[2 * GROUPS + channel] = beta[channel];
  coefficients[3 * GROUPS + channel] = inverse;
}
