import type { AnyNode, CallExpression, NewExpression } from 'acorn';
import { ancestor } from 'acorn-walk';
import { type FunctionNode, isFunction, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import { hasHandler, isPromiseStep, methodOf, stepsAfter, stepsBefore } from './promise-chains.ts';

/** What a function that leads to the callback has to do. */
export interface Continuation {
    readonly node: FunctionNode;
    /** Whether every path through it has to call back. */
    readonly isBound: boolean;
    /** Whether its rejection, or what it throws, is caught. */
    readonly isCaught: boolean;
}

/** A named function of a script that leads to the callback. */
export interface Carrier {
    readonly node: FunctionNode;
    /** Whether it calls back once, however often it is called. */
    readonly isGuarded: boolean;
    /** Whether its result says if it has called back. */
    readonly isPredicate: boolean;
}

const LOOPS = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'reduce', 'flatMap', 'eachRow']);
const LAST_EVENTS = new Set(['connect', 'end', 'close', 'response', 'result', 'finish', 'ready', 'secureConnect']);

/** Knows which functions of a script lead to its callback, and how they are called. */
export class Continuations {
    readonly carriers: ReadonlyMap<string, Carrier>;
    readonly #script: ParsedScript;
    readonly #onceFlags: ReadonlySet<string>;

    constructor(script: ParsedScript) {
        this.#script = script;
        this.#onceFlags = onceFlagsOf(script.program);
        this.carriers = this.#findCarriers();
    }

    /** Tells whether something calls back, or hands the callback on, sooner or later. */
    mentions(node: AnyNode): boolean {
        return this.#mentionsAny(node, new Set([this.#script.callback, ...this.carriers.keys()]));
    }

    /** Tells whether a test is that of a function that must do its work once. */
    isOnceTest(test: AnyNode): boolean {
        return this.#onceFlags.has(pathOf(test));
    }

    /** Lists the functions without a name of their own, and the named ones, that lead to the callback. */
    list(): Continuation[] {
        const { main, program } = this.#script;
        const found: Continuation[] = [{ node: main, isBound: true, isCaught: !main.async }];
        const named = new Set([...this.carriers.values()].map(({ node }) => node));
        for (const { node, isPredicate } of this.carriers.values()) {
            if (node !== main)
                found.push({ node, isBound: !isPredicate, isCaught: !node.async || this.#isHeard(node) });
        }
        ancestor(program, {
            CallExpression: (call, _state, ancestors) => {
                this.#addArguments(found, call, ancestors, named);
                if (isFunction(call.callee) && this.mentions(call.callee)) {
                    found.push({
                        node: call.callee,
                        isBound: true,
                        isCaught: hasHandler(call, ancestors),
                    });
                }
            },
        });
        return found;
    }

    /** Lists timers that call back however the script has ended: nothing stops them, and nothing counts the calls. */
    bareTimers(): CallExpression[] {
        const calls = nodesIn(this.#script.program).filter((node) => node.type === 'CallExpression');
        if (calls.some(({ callee }) => /^clear(Timeout|Interval)$/.test(pathOf(callee)))) return [];
        const isGuarded = [...this.carriers.values()].some((carrier) => carrier.isGuarded);
        if (isGuarded || this.#onceFlags.size > 0) return [];
        return calls.filter(
            ({ callee, arguments: [work] }) =>
                /^set(Timeout|Interval)$/.test(pathOf(callee)) &&
                work !== undefined &&
                this.mentions(work) &&
                !this.#isWholeScript(work),
        );
    }

    // `setTimeout(() => ...the work itself...)` calls back nowhere else.
    #isWholeScript(work: AnyNode): boolean {
        const inside = new Set(nodesIn(work));
        return nodesIn(this.#script.main.body).every(
            (node) => node.type !== 'Identifier' || node.name !== this.#script.callback || inside.has(node),
        );
    }

    // Whether every call of a named function handles its rejection.
    #isHeard(node: FunctionNode): boolean {
        let isHeard = true;
        ancestor(this.#script.program, {
            CallExpression: (call, _state, ancestors) => {
                if (this.#script.flow.functionOf(call.callee) !== node) return;
                const around = ancestors.filter((outer) => outer !== call && outer.type !== 'ChainExpression');
                const parent = around.findLast(({ type }) => type !== 'MemberExpression');
                const isLeft = parent?.type === 'ExpressionStatement' || parent?.type === 'UnaryExpression';
                const isReturned =
                    parent?.type === 'ReturnStatement' && around.findLast(isFunction) === this.#script.main;
                if ((isLeft || isReturned) && !hasHandler(call, ancestors)) isHeard = false;
            },
        });
        return isHeard;
    }

    #addArguments(
        found: Continuation[],
        call: CallExpression,
        ancestors: readonly AnyNode[],
        named: ReadonlySet<AnyNode>,
    ): void {
        const method = methodOf(call);
        for (const argument of call.arguments) {
            if (!isFunction(argument) || named.has(argument) || !this.mentions(argument)) continue;
            const isLast = method !== 'then' || !(this.#isFollowed(call, ancestors) || this.#isPreceded(call));
            const isBound = isLast && !isParallel(call) && !isLoop(call) && method !== 'finally';
            const isCaught = isPromiseStep(call) && hasHandler(call, ancestors);
            found.push({ node: argument, isBound, isCaught });
        }
    }

    // A step of a chain may leave calling back to the next one.
    #isFollowed(call: CallExpression, ancestors: readonly AnyNode[]): boolean {
        return stepsAfter(call, ancestors).some(
            (next) => methodOf(next) === 'then' && next.arguments.some((argument) => this.mentions(argument)),
        );
    }

    // ... or may find that an earlier one has called back.
    #isPreceded(call: CallExpression): boolean {
        return stepsBefore(call).some((earlier) => earlier.arguments.some((argument) => this.mentions(argument)));
    }

    #findCarriers(): Map<string, Carrier> {
        const { program, main, callback } = this.#script;
        const functions = namedFunctions(program).filter(([, node]) => node !== main);
        const names = new Set([callback]);
        const carriers = new Map<string, Carrier>();
        for (let isNew = true; isNew; ) {
            isNew = false;
            for (const [name, node] of functions) {
                if (names.has(name) || !this.#mentionsAny(node, names)) continue;
                names.add(name);
                isNew = true;
                carriers.set(name, { node, isGuarded: this.#isGuarded(node), isPredicate: isPredicate(node) });
            }
        }
        return carriers;
    }

    #isGuarded(node: FunctionNode): boolean {
        const statements = node.body.type === 'BlockStatement' ? node.body.body : [];
        return statements.some(
            (statement) => statement.type === 'IfStatement' && this.#onceFlags.has(pathOf(statement.test)),
        );
    }

    #mentionsAny(root: AnyNode, names: ReadonlySet<string>): boolean {
        let isMentioned = false;
        ancestor(root, {
            Identifier: (node, _state, ancestors) => {
                if (!names.has(node.name) || isMentioned) return;
                const isShadowed = ancestors.some(
                    (outer) =>
                        isFunction(outer) &&
                        outer !== this.#script.main &&
                        outer.params.some(
                            (parameter) => parameter.type === 'Identifier' && parameter.name === node.name,
                        ),
                );
                if (!isShadowed) isMentioned = true;
            },
        });
        return isMentioned;
    }
}

/** Tells whether a call only registers something that happens beside the path: a timer, a handler of errors. */
export function isParallel(call: CallExpression | NewExpression): boolean {
    const path = pathOf(call.callee);
    if (/^(setTimeout|setInterval|setImmediate)$/.test(path)) return path !== 'setImmediate';
    if (call.type === 'NewExpression') return false;
    const method = path.split('.').at(-1) ?? '';
    const event = textOf(call.arguments[0]);
    return (method === 'on' || method === 'once') && event !== undefined && !LAST_EVENTS.has(event);
}

/** Tells whether a call runs a function once for each of several things. */
export function isLoop(call: CallExpression): boolean {
    const [first, second] = call.arguments;
    // `list.find(test)` is one, `users.find(query, found)` of a driver is not.
    const isOfDriver = first !== undefined && !isFunction(first) && second !== undefined && isFunction(second);
    return methodOf(call) === 'eachRow' || (LOOPS.has(methodOf(call)) && !isOfDriver);
}

function namedFunctions(program: AnyNode): [string, FunctionNode][] {
    return nodesIn(program).flatMap((node): [string, FunctionNode][] => {
        if (node.type === 'FunctionDeclaration') return node.id === null ? [] : [[node.id.name, node]];
        if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return [];
        return node.init !== null && node.init !== undefined && isFunction(node.init)
            ? [[node.id.name, node.init]]
            : [];
    });
}

// Variables that are set to `true` somewhere: `isDone = true`.
function onceFlagsOf(program: AnyNode): Set<string> {
    return new Set(
        nodesIn(program).flatMap((node) =>
            node.type === 'AssignmentExpression' && node.right.type === 'Literal' && node.right.value === true
                ? [pathOf(node.left)]
                : [],
        ),
    );
}

function isPredicate(node: FunctionNode): boolean {
    const values = nodesIn(node.body).flatMap((inner) =>
        inner.type === 'ReturnStatement' && inner.argument?.type === 'Literal' ? [inner.argument.value] : [],
    );
    return values.includes(true) || values.includes(false);
}
