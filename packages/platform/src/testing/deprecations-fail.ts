// Set up before every test file: what is deprecated fails the test run, before its next version fails the house.
process.on('warning', (warning) => {
  if (warning.name === 'DeprecationWarning') throw warning;
});
