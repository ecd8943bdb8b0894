/**
 * All visible text, in the language of the build: what the panels say, how settings, data sets and places are called,
 * errors by their codes. Text with numbers in it is a function.
 *
 * Another language is a folder beside `en/` with the same files and exports; the line below chooses it, and the type
 * checker names whatever is missing in it.
 */
export * from './en';
