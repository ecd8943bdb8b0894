// What stationary convolutions load and store: vectors as wide as a thread's neighbouring channels allow
// Tile: a vector per thread.
// Dispatch: none of its own; put behind a stationary convolution.

// #if IN_VECTOR-1
alias Inputs = vec$(IN_VECTOR)f;
alias InputBits = vec$(IN_VECTOR)u;
// #else
alias Inputs = f32;
alias InputBits = u32;
// #end
// #if OUT_VECTOR-1
alias Outputs = vec$(OUT_VECTOR)f;
// #else
alias Outputs = f32;
// #end

const ALL = 0xffffffffu;

/** The value, or 0 where the mask is 0 and not ALL: one instruction, where `select` is ten without a GPU. */
fn masked(value: Inputs, mask: u32) -> Inputs { return bitcast<Inputs>(bitcast<InputBits>(value) & InputBits(mask)); }
