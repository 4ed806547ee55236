const [name = '', ...args] = process.argv.slice(2);

if (!/^[a-z-]+$/.test(name)) throw new Error('Expected the name of a benchmark, such as `npm run bench -- plan`.');
const { bench } = (await import(`./${name}.ts`)) as { bench: (args: readonly string[]) => Promise<void> };
await bench(args);
