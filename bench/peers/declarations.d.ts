/**
 * As much of the peers' interfaces as the bench uses, declared here so that types can be checked where the peers are
 * not installed: only `npm run bench` installs them.
 */
declare module '@tensorflow/tfjs' {
  export interface Tensor {
    readonly shape: number[];
    add(other: Tensor): Tensor;
    mul(other: Tensor | number): Tensor;
    relu(): Tensor;
    mean(axes: number[]): Tensor;
    matMul(other: Tensor): Tensor;
    transpose(permutation?: number[]): Tensor;
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  export interface Variable extends Tensor {
    readonly name: string;
  }
  export interface Optimizer {
    applyGradients(gradients: Record<string, Tensor>): void;
    dispose(): void;
  }
  export const train: { momentum(learningRate: number, momentum: number): Optimizer };
  export const losses: { softmaxCrossEntropy(oneHot: Tensor, logits: Tensor): Tensor };
  export function enableProdMode(): void;
  export function setBackend(name: string): Promise<boolean>;
  export function tensor(values: Float32Array, shape: readonly number[]): Tensor;
  export function variable(initial: Tensor, trainable: boolean, name: string): Variable;
  export function variableGrads(
    loss: () => Tensor,
    variables: Variable[],
  ): { value: Tensor; grads: Record<string, Tensor> };
  export function conv2d(x: Tensor, filter: Tensor, strides: number, padding: number): Tensor;
  export function moments(x: Tensor, axes: number[]): { mean: Tensor; variance: Tensor };
  export function batchNorm(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    offset: Tensor,
    scale: Tensor,
    epsilon: number,
  ): Tensor;
  export function tidy<T>(body: () => T): T;
  export function keep<T extends Tensor>(tensor: T): T;
}

declare module '@tensorflow/tfjs-backend-webgpu';

declare module '@jax-js/jax' {
  /** Owned: every use but the last takes `ref`. */
  export interface Array {
    readonly ref: Array;
    add(other: Array | number): Array;
    sub(other: Array | number): Array;
    mul(other: Array | number): Array;
    div(other: Array | number): Array;
    sum(): Array;
    reshape(shape: number[]): Array;
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  export type Tree = Array | { [key: string]: Tree } | readonly Tree[];
  export function init(...devices: string[]): Promise<string[]>;
  export function defaultDevice(device: string): string;
  export function blockUntilReady<T extends Tree>(value: T): Promise<T>;
  export function jit<Arguments extends Tree[], Result extends Tree>(
    body: (...values: Arguments) => Result,
  ): ((...values: Arguments) => Result) & { dispose(): void };
  export function valueAndGrad<First extends Tree, Rest extends Tree[]>(
    body: (first: First, ...rest: Rest) => Array,
  ): (first: First, ...rest: Rest) => [Array, First];
  export const numpy: {
    array(values: Float32Array, options: { shape: readonly number[] }): Array;
    zeros(shape: readonly number[]): Array;
    mean(values: Array, axes: number[], options?: { keepdims: boolean }): Array;
    sqrt(values: Array): Array;
    square(values: Array): Array;
    matmul(left: Array, right: Array): Array;
    transpose(values: Array): Array;
  };
  export const lax: {
    convGeneralDilated(
      x: Array,
      filter: Array,
      strides: readonly number[],
      padding: readonly (readonly [number, number])[],
    ): Array;
  };
  export const nn: { relu(x: Array): Array; logSoftmax(x: Array, axis: number): Array };
  export const tree: { ref<T extends Tree>(value: T): T; dispose(value: Tree): void };
}
