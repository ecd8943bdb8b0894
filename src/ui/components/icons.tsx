/** The few signs that the page uses, drawn in the text's colour and hidden from screen readers. */

function icon(path: string) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

export const icons = {
  train: icon('M2.5 1v10L11 6z'),
  pause: icon('M2 1h3v10H2zM7 1h3v10H7z'),
  step: icon('M1.5 1v10L8 6zM8.5 1h2v10h-2z'),
  reset: icon('M6 2V0L2.6 2.8 6 5.6V3.5a3.5 3.5 0 1 1-3.5 3.5H1A5 5 0 1 0 6 2z'),
  link: icon(
    'M5 7.6 7.6 5l.9.9L5.9 8.5zM6.3 3.2l1.5-1.5a2.7 2.7 0 0 1 3.8 3.8L10.100 7 9.100 6l1.500-1.500a1.300 1.300 0 0 0-1.900-1.900L7.200 4.100zM1.900 6.500l1 1-.5.5a1.300 1.300 0 0 0 1.900 1.900l1.500-1.500 1 1-1.600 1.500A2.700 2.700 0 0 1 .500 7.900z',
  ),
  sun: icon(
    'M6 3.2a2.8 2.800 0 1 1 0 5.600 2.800 2.800 0 0 1 0-5.600zM5.400 0h1.200v2H5.400zM5.400 10h1.200v2H5.400zM0 5.400h2v1.200H0zM10 5.400h2v1.200h-2zM1.300 2.200l.9-.9 1.400 1.400-.9.900zM8.400 9.300l.9-.9 1.400 1.400-.9.900zM9.300 3.600l-.9-.9 1.400-1.400.9.900zM2.200 10.700l-.9-.9 1.400-1.400.9.900z',
  ),
  moon: icon('M4.500.500a5.500 5.500 0 1 0 7 7A4.500 4.500 0 0 1 4.500.500z'),
  close: icon(
    'M1.500 2.400l.9-.9L6 5.100l3.600-3.600.9.900L6.900 6l3.600 3.600-.9.900L6 6.900l-3.600 3.600-.9-.900L5.100 6z',
  ),
  chevron: icon('M3 1.500 4 .500 9.500 6 4 11.500l-1-1L7.500 6z'),
} as const;
