import type { AnyNode } from 'acorn';
import { memberName } from './bindings.ts';
import { constantText } from './constant-text.ts';
import { isFunction, keyOf, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

const SECRET_NAME =
    /(^|[-_.])(pass(word|wd|phrase)?|pwd|secret|api[-_]?key|access[-_]?key|private[-_]?key|shared[-_]?key|(access|auth|api|bearer)?[-_]?token|authorization|credentials?)$/i;
const SECRET_TEXT =
    /:\/\/[^\s/:@]+:[^\s/@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|^(Basic|Bearer) [\w+/=.-]{6,}|\bAKIA[0-9A-Z]{16}\b|\bsk_live_\w+|[?&](api[-_]?key|(access|auth)?[-_]?token|secret|pass(word|wd)?)=[\w+/.~-]{6,}/i;
/** `Server=...;Password=...`, in any order. */
const CONNECTION_TEXT =
    /^(?=.*\b(server|data source|host|database|user id|uid|dbname)\s*=)(?=.*\b(password|pwd)\s*=\s*[^;\s'"]{3,})[^\n]*$/i;
/** Nothing that a person calls something is this long and this mixed. */
const RANDOM_TEXT = /^(?=(.*\d){4})(?=(.*[a-z]){2})(?=(.*[A-Z]){2})[\w+/=~-]{24,}$|^(?=.*\d)(?=.*[a-f])[\da-f]{32,}$/;

/** Where the functions of well-known packages take a secret: position of the argument. */
const PLACES: readonly (readonly [callee: RegExp, position: number])[] = [
    [/(^|\.)create(Hmac|Cipheriv|Decipheriv)$/, 1],
    [/(^|\.)(jwt|jsonwebtoken|jws|jose)\.(sign|verify)$/, 1],
    [/\.(bind|auth|authenticate|basicAuth|login)$/, 1],
    [/(^|\.)Sequelize$/i, 2],
];
const HEADER_SETTER = /^(set|append|header|setHeader|setRequestHeader)$/;

/** Looks for secrets in the text of a script, wherever they are put together and whatever they are given to. */
export function findSecretProblems(script: ParsedScript): Problem[] {
    const nodes = nodesIn(script.program);
    const given = nodes.filter(isFunction).flatMap((node) => parameterSecrets(script, node));
    const named = nodes.filter((node) => isSecretText(script, node) || namedSecrets(script, node).length > 0);
    return [...named, ...given].map((node) => ({
        code: 'SCRIPT_SECRET',
        node,
        message:
            'There is a secret in the text, which everybody sees who may see the connection. Put it into `configuration`, whose values Auth0 encrypts.',
    }));
}

function isSecretText(script: ParsedScript, node: AnyNode): boolean {
    const isJoined =
        node.type === 'BinaryExpression' || node.type === 'CallExpression' || node.type === 'TemplateLiteral';
    const text = textOf(node) ?? (isJoined ? constantText(script.flow, node) : undefined) ?? '';
    return SECRET_TEXT.test(text) || CONNECTION_TEXT.test(text) || RANDOM_TEXT.test(text);
}

// `password: 'x'`, `const password = 'x'`, `options.password = 'x'`, `headers.set('x-api-key', 'x')`, `createHmac('sha256', 'x')`.
function namedSecrets(script: ParsedScript, node: AnyNode): AnyNode[] {
    const secret = (value: AnyNode | null | undefined, name = ''): AnyNode[] =>
        value && isSecret(script, value, name) ? [value] : [];
    const named = (name: string, value: AnyNode | null | undefined): AnyNode[] =>
        isSecretName(name) ? secret(value, name) : [];
    switch (node.type) {
        case 'Property':
            return named(keyOf(node), node.value);
        case 'VariableDeclarator':
            return node.id.type === 'Identifier' ? named(node.id.name, node.init) : [];
        case 'AssignmentExpression':
            return named(pathOf(node.left).split('.').at(-1) ?? '', node.right);
        case 'AssignmentPattern':
            return node.left.type === 'Identifier' ? named(node.left.name, node.right) : [];
        case 'ArrayExpression': {
            const [name, value, ...others] = node.elements;
            return others.length === 0 && name ? named(textOf(name) ?? '', value) : [];
        }
        case 'CallExpression':
        case 'NewExpression': {
            const callee = script.flow.nameOf(node.callee);
            const [, position] = PLACES.find(([pattern]) => pattern.test(callee)) ?? [];
            const isSetter = node.callee.type === 'MemberExpression' && HEADER_SETTER.test(memberName(node.callee));
            const [name, value] = node.arguments;
            return [
                ...(position === undefined ? [] : secret(node.arguments[position])),
                ...(isSetter && name ? named(textOf(name) ?? '', value) : []),
            ];
        }
        default:
            return [];
    }
}

// What the script gives to parameters of its own functions that are named for a secret.
function parameterSecrets(script: ParsedScript, node: AnyNode): AnyNode[] {
    if (!isFunction(node) || node === script.main) return [];
    return script.flow.bindings.parametersOf(node).flatMap(({ name, flows }) => {
        if (!isSecretName(name)) return [];
        return flows.map(({ from }) => from).filter((from) => isSecret(script, from, name));
    });
}

/** Tells whether something of this name is a secret; names in camel case are read as others. */
export function isSecretName(name: string): boolean {
    return SECRET_NAME.test(name.replace(/([a-z\d])([A-Z])/g, '$1_$2'));
}

function isSecret(script: ParsedScript, value: AnyNode, name: string): boolean {
    // Of `configuration.PASSWORD || 'x'` each side counts.
    const texts = [value, ...script.flow.sourcesOf(value).map(({ from }) => from)].map(
        (part) => textOf(part) ?? constantText(script.flow, part) ?? '',
    );
    return texts.some((text) => {
        // What a template leaves of `Bearer ${configuration.TOKEN}` is no secret, nor is the name of a column.
        const rest = text.replace(/^(Basic|Bearer)\s*/, '');
        const isName = rest === name || /^[a-z_]*(pass|pwd|token|secret|hash)[a-z_]*$/i.test(rest);
        return rest.length > 3 && !/\s/.test(rest) && !isName && !/^(https?:\/)?\//.test(rest);
    });
}
