/** What an error says. */
export interface ErrorText {
  /** What is wrong, naming the limit, the field or the byte. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly fix: string;
}
