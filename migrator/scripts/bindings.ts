import type { AnyNode, Identifier, Pattern } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { type FunctionNode, isFunction, keyOf } from './node-parts.ts';

/** A part of a value that goes somewhere: `['rows', '0']` of what a query gives; `*` for any element. */
export interface Flow {
    readonly from: AnyNode;
    readonly path: readonly string[];
}

/** A variable, parameter or function of a script, or a global that the script sets. */
export interface Binding {
    readonly name: string;
    /** What declares it: a function, a block, the program; undefined for a global. */
    readonly home: AnyNode | undefined;
    /** What it may be given. */
    readonly flows: Flow[];
    /** What is put into it under a name: `profile.email = ...`. */
    readonly members: { readonly key: string; readonly flow: Flow }[];
    /** Where it is a parameter, or a part of one. */
    readonly parameter?: { readonly of: FunctionNode; readonly index: number; readonly path: readonly string[] };
    /** Whether it counts: `x += 1`. */
    isCounting: boolean;
    /** Whether a call of the script leaves something in it for the next one: it is global, and set in a function. */
    isShared: boolean;
}

const GLOBALS = new Set(['global', 'globalThis']);

/** Knows what each name in a script stands for, and what it is given. */
export class Bindings {
    readonly #scopes = new Map<AnyNode, Map<string, Binding>>();
    readonly #globals = new Map<string, Binding>();
    readonly #found = new Map<AnyNode, Binding>();

    constructor(program: AnyNode) {
        fullAncestor(program, (node, _state, around) => {
            this.#declare(node, around.slice(0, -1));
        });
        fullAncestor(program, (node, _state, around) => {
            if (node.type !== 'Identifier') return;
            const found = this.#lookUp(node.name, around);
            if (found !== undefined) this.#found.set(node, found);
        });
        fullAncestor(program, (node, _state, around) => {
            this.#flow(node, around);
        });
    }

    /** Gives what a name, or a member of the global object, stands for; undefined for what the sandbox has. */
    of(node: AnyNode): Binding | undefined {
        if (node.type === 'Identifier') return this.#found.get(node) ?? this.#globals.get(node.name);
        const name = globalNameOf(node);
        return name === undefined ? undefined : this.#globals.get(name);
    }

    /** Gives the parameters of a function that have a binding each, by position. */
    parametersOf(node: FunctionNode): Binding[] {
        return [...(this.#scopes.get(node)?.values() ?? [])].filter(({ parameter }) => parameter !== undefined);
    }

    #lookUp(name: string, around: readonly AnyNode[]): Binding | undefined {
        for (const outer of [...around].reverse()) {
            const found = this.#scopes.get(outer)?.get(name);
            if (found !== undefined) return found;
        }
        return undefined;
    }

    #declare(node: AnyNode, around: readonly AnyNode[]): void {
        if (node.type === 'VariableDeclaration') {
            const home = around.findLast(node.kind === 'var' ? isFunctionOrProgram : isScope);
            for (const { id } of node.declarations) for (const { name } of namesOf(id)) this.#add(home, name);
        } else if (node.type === 'CatchClause') {
            if (node.param) for (const { name } of namesOf(node.param)) this.#add(node, name);
        } else if (node.type === 'ClassDeclaration' && node.id) {
            this.#add(around.findLast(isScope), node.id.name);
        }
        if (!isFunction(node)) return;
        const id = node.type === 'ArrowFunctionExpression' ? undefined : node.id;
        if (id) {
            const home = node.type === 'FunctionDeclaration' ? around.findLast(isScope) : node;
            this.#add(home, id.name).flows.push({ from: node, path: [] });
        }
        for (const [index, pattern] of node.params.entries()) {
            for (const { name, path } of namesOf(pattern)) this.#add(node, name, { of: node, index, path });
        }
    }

    #add(home: AnyNode | undefined, name: string, parameter?: Binding['parameter']): Binding {
        const scope = home === undefined ? this.#globals : (this.#scopes.get(home) ?? new Map<string, Binding>());
        if (home !== undefined) this.#scopes.set(home, scope);
        const binding: Binding = scope.get(name) ?? {
            ...{ name, home, flows: [], members: [], isCounting: false, isShared: false },
            ...(parameter === undefined ? {} : { parameter }),
        };
        scope.set(name, binding);
        return binding;
    }

    #flow(node: AnyNode, around: readonly AnyNode[]): void {
        switch (node.type) {
            case 'VariableDeclarator':
                if (node.init) this.#give(node.id, { from: node.init, path: [] }, around);
                return;
            case 'AssignmentPattern':
                this.#give(node.left, { from: node.right, path: [] }, around);
                return;
            case 'ForOfStatement': {
                const left = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
                if (left) this.#give(left, { from: node.right, path: ['*'] }, around);
                return;
            }
            case 'UpdateExpression': {
                const counted = this.#target(node.argument, around);
                if (counted !== undefined) counted.isCounting = true;
                return;
            }
            case 'AssignmentExpression': {
                this.#give(node.left, { from: node.right, path: [] }, around);
                const target = this.#target(node.left, around);
                if (target !== undefined && countsUp(node, (inner) => this.of(inner) === target))
                    target.isCounting = true;
            }
        }
    }

    #give(pattern: AnyNode, flow: Flow, around: readonly AnyNode[]): void {
        for (const { node, path } of partsOf(pattern)) {
            const part = { from: flow.from, path: [...flow.path, ...path] };
            const target = this.#target(node, around);
            if (target !== undefined) {
                target.flows.push(part);
                const isGlobal = target.home === undefined || target.home.type === 'Program';
                target.isShared ||= isGlobal && around.some(isFunction);
            } else if (node.type === 'MemberExpression') {
                const key = memberName(node);
                const owner = this.of(node.object);
                owner?.members.push({ key, flow: part });
            }
        }
    }

    // A name that nobody has declared becomes a global where it is set.
    #target(node: AnyNode, around: readonly AnyNode[]): Binding | undefined {
        if (node.type === 'Identifier')
            return this.#lookUp(node.name, around) ?? this.#globals.get(node.name) ?? this.#add(undefined, node.name);
        const name = globalNameOf(node);
        return name === undefined ? undefined : (this.#globals.get(name) ?? this.#add(undefined, name));
    }
}

/** Gives the name of a member, `*` for one that is computed. */
export function memberName(node: Extract<AnyNode, { type: 'MemberExpression' }>): string {
    if (!node.computed && node.property.type === 'Identifier') return node.property.name;
    return node.property.type === 'Literal' ? String(node.property.value) : '*';
}

function globalNameOf(node: AnyNode): string | undefined {
    if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined;
    return GLOBALS.has(node.object.name) ? memberName(node) : undefined;
}

function countsUp(
    { operator, right }: Extract<AnyNode, { type: 'AssignmentExpression' }>,
    isItself: (node: AnyNode) => boolean,
): boolean {
    const isNumber = (node: AnyNode): boolean => node.type === 'Literal' && typeof node.value === 'number';
    if (/^[-+*]=$/.test(operator)) return isNumber(right);
    if (operator !== '=' || right.type !== 'BinaryExpression' || !isNumber(right.right)) return false;
    const { left } = right;
    return isItself(left) || (left.type === 'LogicalExpression' && isItself(left.left));
}

function isFunctionOrProgram(node: AnyNode): boolean {
    return isFunction(node) || node.type === 'Program';
}

function isScope(node: AnyNode): boolean {
    return isFunctionOrProgram(node) || /^(BlockStatement|For(In|Of)?Statement|SwitchStatement)$/.test(node.type);
}

function namesOf(pattern: Pattern): { name: string; path: string[] }[] {
    return partsOf(pattern).flatMap(({ node, path }) =>
        node.type === 'Identifier' ? [{ name: node.name, path }] : [],
    );
}

// What a pattern takes, each with the part of the value that it gets.
function partsOf(pattern: AnyNode): { node: Identifier | AnyNode; path: string[] }[] {
    const under = (inner: AnyNode, key: string) =>
        partsOf(inner).map(({ node, path }) => ({ node, path: [key, ...path] }));
    switch (pattern.type) {
        case 'ObjectPattern':
            return pattern.properties.flatMap((property) =>
                property.type === 'Property'
                    ? under(property.value, keyOf(property) || '*')
                    : partsOf(property.argument),
            );
        case 'ArrayPattern':
            return pattern.elements.flatMap((element, index) => {
                if (element === null) return [];
                return element.type === 'RestElement' ? partsOf(element.argument) : under(element, String(index));
            });
        case 'AssignmentPattern':
            return partsOf(pattern.left);
        case 'RestElement':
            return partsOf(pattern.argument);
        default:
            return [{ node: pattern, path: [] }];
    }
}
