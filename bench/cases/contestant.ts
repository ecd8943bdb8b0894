/** What takes part in the comparison: our engine and its peers, each with its state on its own device. */
export interface Contestant {
  readonly name: string;
  /**
   * Makes `count` training steps on the next batches, reading nothing in between.
   * @returns when all are done, the last one's loss (before its update)
   */
  train(count: number): Promise<number>;
  destroy(): void;
}
