import { redact } from './redact.ts';
import { shownText } from './shown-text.ts';

const LONGEST = 200;
const HIDDEN_TEXT =
    'Its message is not shown, because it may contain personal data; with `--verbose`, the log shows the stack';
/** A line of a stack that names a file of theirs; the first one of a syntax error has nothing before the file. */
const STACK_LINE = /^(?:\s+at .*|(?:file:\/\/)?\/.*|[A-Za-z]:\\.*):\d+(?::\d+)?\)?$/;
/** The name of a file and the number of a line; a module has the digest of its file behind the name. */
const CODE_PLACE = /^(?!.*(?:node:|[\\/]node_modules[\\/])).*?([^\\/\s(]+\.[mc]?[jt]s)(?:\?[^\s:]*)?:(\d+)/;
/** Kinds of errors whose text is JavaScript's or Node's; anybody may write anything into the others. */
const NATIVE = new Set(['SyntaxError', 'ReferenceError', 'TypeError', 'RangeError']);

/**
 * Says why something failed that is not this package's own: the code of the system where there is one, else the text without whatever
 * may be a secret or somebody's.
 */
export function reasonOf(error: unknown): string {
    if (!(error instanceof Error)) return `something that is not an error (${typeof error}) was thrown`;
    // The text of such an error names the path, which may be anything that stands in a setting.
    if ('syscall' in error && 'code' in error) return `${String(error.code)} (${String(error.syscall)})`;
    return redact(error.message).slice(0, LONGEST);
}

/** Says why something failed as far as the system or JavaScript says it; anybody may have written the text of any other error. */
export function causeOf(error: unknown): string {
    if (!(error instanceof Error)) return reasonOf(error);
    const isNative = NATIVE.has(error.name) || ('code' in error && /^[A-Z][A-Z0-9_]+$/.test(String(error.code)));
    return isNative ? withoutQuotes(reasonOf(error)) : '(a text that is not shown)';
}

/**
 * Says what went wrong in a file of code that somebody else wrote, with the place in it.
 *
 * The text of an error of their own is left out, and so is whatever JavaScript quotes of the file.
 *
 * @param file - name of the file, as it ends a path in a stack
 */
export function failureOfCode(error: unknown, file: string): string {
    if (!(error instanceof Error)) return `it throws something that is not an error (${typeof error})`;
    const { name, message, stack = '' } = error;
    const code = 'code' in error && /^ERR_\w+$/.test(String(error.code)) ? ` [${String(error.code)}]` : '';
    const [firstLine = ''] = message.split('\n');
    const isNative = NATIVE.has(name) || code !== '';
    const said = isNative ? `: ${withoutQuotes(redact(firstLine)).slice(0, LONGEST)}` : '';
    const hidden = isNative ? '' : `. ${HIDDEN_TEXT}`;
    return `${kindOfError(error)}${code}${said}${placeIn(stack, file)}${hidden}`;
}

// Where their own code threw it: the file too, if it is one that the first one imports.
function placeIn(stack: string, file: string): string {
    const lines = stack.split('\n').filter((line) => STACK_LINE.test(line));
    for (const line of lines) {
        const [, name = '', number = ''] = CODE_PLACE.exec(line) ?? [];
        if (number !== '') return name === file ? ` (line ${number})` : ` (${shownText(name)}, line ${number})`;
    }
    return '';
}

/** Gives the kind of what somebody's function threw, such as `TypeError`. They may have set the name of an error to anything. */
export function kindOfError(error: unknown): string {
    if (!(error instanceof Error)) return typeof error;
    return /^[A-Z][A-Za-z0-9]{0,40}Error$|^Error$/.test(error.name) ? error.name : 'an error of its own kind';
}

function withoutQuotes(text: string): string {
    return text.replaceAll(/'([^']*)'|"([^"]*)"|`([^`]*)`/g, (_, ...quoted: (string | undefined)[]) =>
        shownText(quoted.slice(0, 3).find((part) => part !== undefined) ?? ''),
    );
}
