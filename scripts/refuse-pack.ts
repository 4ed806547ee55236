// npm runs this before it packs or publishes the folder that it stands in: the sources, which Node cannot run once installed.
// It also runs it before the script `pack`, which packs dist/.
if (process.env['npm_command']?.startsWith('run') !== true) {
    console.error(
        'This folder holds the sources, and the published package is compiled. Use `npm run pack`, which builds dist/ and packs that.',
    );
    process.exitCode = 1;
}
