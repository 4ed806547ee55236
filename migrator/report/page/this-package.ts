import { readFileSync } from 'node:fs';

/** What a page says of the program that wrote it. */
interface ThisPackage {
    readonly name: string;
    readonly version: string;
    readonly homepage: string;
}

/** Name, version and address of this package, in the repository or installed. */
export const THIS_PACKAGE = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as ThisPackage;

/** Where the documents are on the web; undefined until the repository has a public address. */
export const DOCUMENTS_ADDRESS =
    new URL(THIS_PACKAGE.homepage).host === 'example.com' ? undefined : `${THIS_PACKAGE.homepage}/blob/main/docs`;
