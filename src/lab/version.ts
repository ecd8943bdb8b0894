/** The lab's version, as files name it; package.json's, which a browser does not have. */
export const LAB_VERSION = '0.1.0';
