/** Entry of the page. */
document.querySelector('#root')?.append('SMD Lab');
