// Before the first paint, so that nobody who wants it dark is flashed by white.
const theme = localStorage.getItem('theme');
document.documentElement.dataset.theme =
  theme === 'light' || theme === 'dark' ? theme : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
