import type { AnyNode } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import type { Source } from './data-flow.ts';
import { ingredientsOf } from './ingredients.ts';
import { type FunctionNode, isFunction, nodesIn, pathOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { isSecretName } from './secret-checks.ts';

const LOG =
    /^(console\.\w+|process\.std(out|err)\.write|(winston|pino|bunyan|debug|log4js|loglevel)(\.\w+)?)$|(^|\.)(logger|log)\.(log|trace|debug|info|warn|error|fatal)$/;

const MESSAGES = {
    SCRIPT_LOGS_PASSWORD: {
        inError: 'A password is part of an error, which Auth0 writes to the tenant log and shows. Remove it.',
        inLog: "A password is logged, and stays in Auth0's logs and wherever they are sent. Remove it.",
    },
    SCRIPT_LOGS_SECRET: {
        inError: 'A secret of `configuration` is part of an error, which Auth0 writes to the tenant log. Remove it.',
        inLog: "A secret of `configuration` is logged, and stays in Auth0's logs and wherever they are sent. Remove it.",
    },
} as const;

/** Looks whether a password, or a secret of the connection, reaches a log or the message of an error. */
export function findLogProblems(script: ParsedScript): Problem[] {
    const passwords = new Contents(script, script.passwordIndex, (source) => isPassword(script, source));
    const secrets = new Contents(script, -1, (source) => isOfConfiguration(script, source));
    return nodesIn(script.program).flatMap((node) => [
        ...logProblem(script, node, passwords, 'SCRIPT_LOGS_PASSWORD'),
        ...logProblem(script, node, secrets, 'SCRIPT_LOGS_SECRET'),
    ]);
}

function logProblem(
    script: ParsedScript,
    node: AnyNode,
    contents: Contents,
    code: 'SCRIPT_LOGS_PASSWORD' | 'SCRIPT_LOGS_SECRET',
): Problem[] {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return [];
    const given: AnyNode[] = node.arguments.map((argument) =>
        argument.type === 'SpreadElement' ? argument.argument : argument,
    );
    const isLog = node.type === 'CallExpression' && isLogger(script, node.callee);
    const isError = node.type === 'NewExpression' && /Error$/.test(pathOf(node.callee));
    const isEach =
        node.callee.type === 'MemberExpression' &&
        given.some((argument) => isLogger(script, argument)) &&
        contents.isIn(node.callee.object);
    const isTold = (isLog || isError) && given.some((argument) => contents.isIn(argument));
    if (!isTold && !isEach) return [];
    return [{ code, node, message: MESSAGES[code][isError ? 'inError' : 'inLog'] }];
}

function isPassword({ main, passwordIndex, name, flow }: ParsedScript, { from, path }: Source): boolean {
    const parameter = flow.bindings.of(from)?.parameter;
    if (parameter?.of !== main || parameter.index !== passwordIndex) return false;
    const [part, ...others] = [...parameter.path, ...path];
    const isWhole = part === undefined || part === '*' || (name !== 'create' && /^\d+$/.test(part));
    return others.length === 0 && (isWhole || (name === 'create' && part === 'password'));
}

// `configuration` as a whole, or a value whose name says that it is a secret.
function isOfConfiguration({ flow }: ParsedScript, { from, path: [name, ...others] }: Source): boolean {
    const isGlobal = pathOf(from) === 'configuration' && flow.bindings.of(from) === undefined;
    return isGlobal && others.length === 0 && (name === undefined || name === '*' || isSecretName(name));
}

function isLogger(script: ParsedScript, node: AnyNode): boolean {
    return node.type !== 'Literal' && (LOG.test(pathOf(node)) || LOG.test(script.flow.nameOf(node)));
}

/** Tells which values hold something itself, not what some function made of it. */
class Contents {
    readonly #script: ParsedScript;
    /** Position among what the sandbox calls the script with; `-1` for none. */
    readonly #index: number;
    readonly #isIt: (source: Source) => boolean;
    readonly #known = new Map<AnyNode, boolean>();
    /** Which function each `arguments` belongs to. */
    readonly #owners = new Map<AnyNode, FunctionNode>();

    constructor(script: ParsedScript, index: number, isIt: (source: Source) => boolean) {
        this.#script = script;
        this.#index = index;
        this.#isIt = isIt;
        fullAncestor(script.program, (node, _state, around) => {
            if (node.type !== 'Identifier' || node.name !== 'arguments') return;
            const owner = around.findLast((outer) => isFunction(outer) && outer.type !== 'ArrowFunctionExpression');
            if (owner !== undefined && isFunction(owner)) this.#owners.set(node, owner);
        });
    }

    isIn(value: AnyNode): boolean {
        const known = this.#known.get(value);
        if (known !== undefined) return known;
        // Whatever is put into itself adds nothing.
        this.#known.set(value, false);
        const isIn = this.#isInside(value);
        this.#known.set(value, isIn);
        return isIn;
    }

    #isInside(value: AnyNode): boolean {
        const inside = (inner: AnyNode): boolean => this.isIn(inner);
        const contents = this.#script.flow.bindings.of(value)?.members ?? [];
        if (contents.some(({ flow }) => flow.path.length === 0 && inside(flow.from))) return true;
        return ingredientsOf(this.#script.flow, value).some((source) => this.#holds(source, inside));
    }

    #holds(source: Source, inside: (value: AnyNode) => boolean): boolean {
        const { from, path } = source;
        if (from.type === 'ObjectExpression') {
            return from.properties.some((property) =>
                inside(property.type === 'Property' ? property.value : property.argument),
            );
        }
        if (from.type === 'Identifier' && this.#owners.has(from)) return this.#isArgument(from, path, inside);
        const { parameter, members = [] } = this.#script.flow.bindings.of(from) ?? {};
        const isFilled = parameter !== undefined && path.length === 0 && members.some(({ flow }) => inside(flow.from));
        return isFilled || this.#isIt(source);
    }

    // `arguments`, `arguments[1]`, of the script or of a function of its own.
    #isArgument(node: AnyNode, [index]: readonly string[], inside: (value: AnyNode) => boolean): boolean {
        const { main, program, flow } = this.#script;
        const owner = this.#owners.get(node);
        const isThis = (position: number): boolean =>
            index === undefined || index === '*' || index === String(position);
        if (owner === main) return this.#index >= 0 && isThis(this.#index);
        return nodesIn(program).some(
            (call) =>
                call.type === 'CallExpression' &&
                flow.functionOf(call.callee) === owner &&
                call.arguments.some((argument, position) => isThis(position) && inside(argument)),
        );
    }
}
