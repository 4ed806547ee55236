import type { AnyNode, CallExpression } from 'acorn';
import { type Binding, Bindings, type Flow, memberName } from './bindings.ts';
import { type FunctionNode, isFunction, nodesIn, pathOf, textOf } from './node-parts.ts';

/** Where a value comes from: a part of something that the script does not make itself, or a literal. */
export type Source = Flow;

const MAX_DEPTH = 16;
// All questions about one script together; ordinary ones need some thousands.
const MAX_STEPS = 50_000;
const ITERATION = /^(forEach|map|filter|some|every|find|findIndex|flatMap)$/;
const ELEMENT = /^(find|at|shift|pop)$/;
const SAME =
    /^(Promise\.resolve|Array\.from|Object\.freeze|structuredClone|JSON\.parse|Object\.values|Object\.entries)$/;

/** Says that a script leads in circles, or branches, further than anybody can follow: what is asked of it has no answer. */
export class TangledScript extends Error {}

/** Knows where the values of a script come from, through variables, parts of objects, its own functions and promises. */
export class DataFlow {
    readonly bindings: Bindings;
    /** Who calls a function, or gives it to whom. */
    readonly #calls: CallExpression[] = [];
    readonly #known = new Map<AnyNode, Map<string, readonly Source[]>>();
    #steps = 0;

    constructor(program: AnyNode) {
        this.bindings = new Bindings(program);
        for (const node of nodesIn(program)) if (node.type === 'CallExpression') this.#calls.push(node);
        for (const call of this.#calls) this.#bindArguments(call);
    }

    /**
     * Lists where a value may come from.
     *
     * @throws {TangledScript} where there is no end to it
     */
    sourcesOf(node: AnyNode, path: readonly string[] = []): readonly Source[] {
        const ofNode = this.#known.get(node) ?? new Map<string, readonly Source[]>();
        this.#known.set(node, ofNode);
        const key = path.join('.');
        const sources = ofNode.get(key) ?? this.#trace(node, path, new Set());
        ofNode.set(key, sources);
        return sources;
    }

    /** Whether there was no end to something that was asked. */
    get isTangled(): boolean {
        return this.#steps > MAX_STEPS;
    }

    /** Gives the name of what is called, through variables and parts of modules: `uuid.v4`. */
    nameOf(callee: AnyNode): string {
        const [source] = this.sourcesOf(callee);
        if (source === undefined) return pathOf(callee);
        const { from, path } = source;
        const required =
            from.type === 'CallExpression' && pathOf(from.callee) === 'require' ? textOf(from.arguments[0]) : undefined;
        return [required ?? (pathOf(from) || '*'), ...path].join('.');
    }

    /** Gives the function of the script that an expression stands for. */
    functionOf(node: AnyNode): FunctionNode | undefined {
        if (isFunction(node)) return node;
        const flows = this.bindings.of(node)?.flows ?? [];
        return flows.map(({ from }) => from).find(isFunction);
    }

    /** Gives the call that hands a function over, with its position there; for a parameter that nobody in the script gives. */
    giverOf({ parameter }: Binding): { readonly call: CallExpression; readonly index: number } | undefined {
        if (parameter === undefined) return undefined;
        const call = this.#calls.find(({ arguments: given }) =>
            given.some((argument) => this.functionOf(argument) === parameter.of),
        );
        return call === undefined ? undefined : { call, index: parameter.index };
    }

    #bindArguments(call: CallExpression): void {
        const called = this.functionOf(call.callee);
        if (called !== undefined) {
            for (const { flows, parameter } of this.bindings.parametersOf(called)) {
                const argument = parameter && call.arguments[parameter.index];
                if (argument && argument.type !== 'SpreadElement') flows.push({ from: argument, path: parameter.path });
                else
                    for (const spread of call.arguments)
                        if (spread.type === 'SpreadElement') flows.push({ from: spread.argument, path: ['*'] });
            }
        }
        if (call.callee.type !== 'MemberExpression') return;
        const method = memberName(call.callee);
        const [first] = call.arguments;
        const given = first === undefined ? undefined : this.functionOf(first);
        if (given === undefined || (!ITERATION.test(method) && method !== 'then')) return;
        const element = method === 'then' ? [] : ['*'];
        for (const { flows, parameter } of this.bindings.parametersOf(given)) {
            if (parameter?.index === 0) flows.push({ from: call.callee.object, path: [...element, ...parameter.path] });
        }
    }

    #trace(node: AnyNode, path: readonly string[], seen: Set<string>): Source[] {
        const key = `${node.start}-${node.end} ${path.join('.')}`;
        if (seen.has(key) || path.length > MAX_DEPTH) return [];
        this.#steps += 1;
        if (this.isTangled) throw new TangledScript();
        seen.add(key);
        const on: Step = (inner, rest = path) => (inner ? this.#trace(inner, rest, seen) : []);
        switch (node.type) {
            case 'Identifier':
                return this.#traceBinding(node, path, on);
            case 'MemberExpression':
                if (this.bindings.of(node) !== undefined) return this.#traceBinding(node, path, on);
                return on(node.object, [memberName(node), ...path]);
            case 'AwaitExpression':
                return on(node.argument);
            case 'ChainExpression':
                return on(node.expression);
            case 'SequenceExpression':
                return on(node.expressions.at(-1));
            case 'AssignmentExpression':
                return on(node.right);
            case 'ConditionalExpression':
                return [...on(node.consequent), ...on(node.alternate)];
            case 'LogicalExpression':
                return [...on(node.left), ...on(node.right)];
            case 'ObjectExpression':
                return path.length === 0 ? [{ from: node, path }] : traceObject(node, path, on);
            case 'ArrayExpression':
                return path.length === 0 ? [{ from: node, path }] : traceArray(node, path, on);
            case 'CallExpression':
                return this.#traceCall(node, path, on);
            case 'NewExpression':
                if (pathOf(node.callee) === 'Promise') return this.#traceResolved(node, on);
                return [{ from: node, path }];
            default:
                return [{ from: node, path }];
        }
    }

    #traceBinding(node: AnyNode, path: readonly string[], on: Step): Source[] {
        const binding = this.bindings.of(node);
        if (binding === undefined) return [{ from: node, path }];
        const [key, ...rest] = path;
        const { flows, members, isCounting, isShared } = binding;
        const put = members.filter((member) => member.key === key || member.key === '*');
        return [
            ...put.flatMap(({ flow }) => on(flow.from, [...flow.path, ...rest])),
            ...flows.flatMap((flow) => on(flow.from, [...flow.path, ...path])),
            ...(flows.length === 0 || isCounting || isShared ? [{ from: node, path }] : []),
        ];
    }

    #traceCall(node: CallExpression, path: readonly string[], on: Step): Source[] {
        const { callee } = node;
        const given = node.arguments.filter((argument) => argument.type !== 'SpreadElement');
        const [first] = given;
        const called = this.functionOf(callee);
        if (called !== undefined) return returnsOf(called).flatMap((value) => on(value));
        if (SAME.test(pathOf(callee)) && first) return on(first);
        if (pathOf(callee) === 'Object.assign') return given.flatMap((part) => on(part));
        if (callee.type !== 'MemberExpression') return [{ from: node, path }];
        const method = memberName(callee);
        const step = first === undefined ? undefined : this.functionOf(first);
        if (method === 'then' && step !== undefined) return returnsOf(step).flatMap((value) => on(value));
        if (method === 'map' && step !== undefined && path.length > 0)
            return returnsOf(step).flatMap((value) => on(value, path.slice(1)));
        if (/^(then|catch|finally|filter)$/.test(method)) return on(callee.object);
        if (ELEMENT.test(method)) return on(callee.object, ['*', ...path]);
        return [{ from: node, path }];
    }

    // `new Promise((resolve) => ... resolve(value))`
    #traceResolved({ arguments: [executor] }: Extract<AnyNode, { type: 'NewExpression' }>, on: Step): Source[] {
        const work = executor === undefined ? undefined : this.functionOf(executor);
        const resolve = work && this.bindings.parametersOf(work).find(({ parameter }) => parameter?.index === 0);
        if (resolve === undefined) return [];
        return this.#calls
            .filter(({ callee }) => this.bindings.of(callee) === resolve)
            .flatMap(({ arguments: [value] }) => on(value));
    }
}

type Step = (inner: AnyNode | null | undefined, path?: readonly string[]) => Source[];

function traceObject(
    { properties }: Extract<AnyNode, { type: 'ObjectExpression' }>,
    path: readonly string[],
    on: Step,
): Source[] {
    const [key, ...rest] = path;
    return properties.flatMap((property) => {
        if (property.type === 'SpreadElement') return on(property.argument);
        return key === '*' || nameOf(property.key) === key ? on(property.value, rest) : [];
    });
}

function traceArray(
    { elements }: Extract<AnyNode, { type: 'ArrayExpression' }>,
    path: readonly string[],
    on: Step,
): Source[] {
    const [index, ...rest] = path;
    return elements.flatMap((element, at) => {
        if (element?.type === 'SpreadElement') return on(element.argument);
        return index === '*' || index === String(at) ? on(element, rest) : [];
    });
}

/** Lists what a function returns. */
function returnsOf({ body }: FunctionNode): AnyNode[] {
    if (body.type !== 'BlockStatement') return [body];
    const inside = new Set(
        nodesIn(body)
            .filter(isFunction)
            .flatMap((inner) => nodesIn(inner.body)),
    );
    return nodesIn(body).flatMap((node) =>
        node.type === 'ReturnStatement' && node.argument && !inside.has(node) ? [node.argument] : [],
    );
}

function nameOf(key: AnyNode): string {
    if (key.type === 'Identifier') return key.name;
    return key.type === 'Literal' ? String(key.value) : '*';
}
