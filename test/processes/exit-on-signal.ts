// Loaded with `node --import` into every process of a run: the migrator's child ends with 1 when a test tells it to, as a definition may by
// `process.exit(1)`.
if (process.argv[1]?.includes('child-main') === true) process.on('SIGUSR2', () => process.exit(1));
