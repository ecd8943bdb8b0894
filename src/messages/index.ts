/**
 * All visible text, in the language of the build: what the panels say, how settings, data sets and places are called,
 * errors by their codes. Text with numbers in it is a function.
 *
 * Another language is a folder beside `en/` with the same exports; the line below chooses it, and the type checker
 * names whatever is missing in it. `lang` in index.html names the language to browsers and screen readers, and what zod
 * objects to a config has languages of its own (`z.config(z.locales.de())`).
 */
export * from './en';
