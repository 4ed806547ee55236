import type { AnyNode } from 'acorn';
import { memberName } from './bindings.ts';
import type { Source } from './data-flow.ts';
import { ingredientsOf } from './ingredients.ts';
import { isFunction, nodesIn, pathOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';

/** What a source answers in a scenario. */
export interface Answer {
    /** HTTP status of a web service. */
    readonly status: number;
    /** Whether a database finds anybody. */
    readonly isFound: boolean;
    /** What the comparison of a password with a hash gives. */
    readonly isMatch: boolean | undefined;
}

/** A value that is there, whatever it is. */
export const SOMETHING = Symbol('something');
/** A list without elements. */
const EMPTY = Symbol('empty');

/** What is known of a value: itself, that there is one, that there is none (`null`), or nothing at all (`undefined`). */
export type Known = string | number | boolean | null | undefined | typeof SOMETHING | typeof EMPTY;

const COUNTS = /^(length|rowCount|size|count|total|totalCount|rowsAffected)$/;
const STATUS = /^(status|statusCode)$/;
const COMPARISON =
    /(^|\.)(compare|compareSync|verify|verifySync|timingSafeEqual|checkPassword|validatePassword|isValidPassword)$/;
const FINDER = /^(findOne|findFirst|findUnique)$/;
const ERROR_NAME = /^(e|er|err|error)\d?$/i;
const MAX_DEPTH = 12;

/** Works out what a script's tests give when its source answers in a certain way; without running anything. */
export class Scenario {
    readonly #script: ParsedScript;
    readonly #answer: Answer;
    readonly #known = new Map<AnyNode, Known>();

    constructor(script: ParsedScript, answer: Answer) {
        this.#script = script;
        this.#answer = answer;
    }

    /** Tells whether a test is true, as far as that is known. */
    truthOf(test: AnyNode): boolean | undefined {
        const value = this.valueOf(test);
        return value === undefined ? undefined : isTrue(value);
    }

    /** Tells whether a list is one that the source gives, and has nobody in it. */
    isEmptyList(list: AnyNode): boolean {
        const sources = this.#script.flow.sourcesOf(list);
        const isOwn = sources.some(
            ({ from, path }) => path.length === 0 && /^(Array|Object)Expression$/.test(from.type),
        );
        return !this.#answer.isFound && !isOwn && !this.#isTyped(list);
    }

    /** Tells whether a script compares passwords by itself. */
    comparesPasswords(): boolean {
        return nodesIn(this.#script.program).some(
            (node) =>
                this.#isComparison(node) ||
                (node.type === 'BinaryExpression' &&
                    /^[!=]==?$/.test(node.operator) &&
                    this.#compared(node, () => SOMETHING) !== undefined),
        );
    }

    /** Gives what is known of a value. */
    valueOf(node: AnyNode, depth = 0): Known {
        if (depth > MAX_DEPTH || this.#known.has(node)) return this.#known.get(node);
        // Whatever depends on itself is not known.
        this.#known.set(node, undefined);
        const value = this.#work(node, depth);
        this.#known.set(node, value);
        return value;
    }

    #work(node: AnyNode, depth: number): Known {
        const valueOf = (inner: AnyNode): Known => this.valueOf(inner, depth + 1);
        switch (node.type) {
            case 'Literal':
                return typeof node.value === 'object' && node.value !== null ? SOMETHING : (node.value as Known);
            case 'ObjectExpression':
            case 'NewExpression':
            case 'TemplateLiteral':
                return SOMETHING;
            case 'ArrayExpression':
                return node.elements.length === 0 ? EMPTY : SOMETHING;
            case 'ChainExpression':
                return valueOf(node.expression);
            case 'AwaitExpression':
                return valueOf(node.argument);
            case 'AssignmentExpression':
                return valueOf(node.right);
            case 'UnaryExpression': {
                if (node.operator === 'void') return null;
                const value = node.operator === '!' ? valueOf(node.argument) : undefined;
                return value === undefined ? undefined : !isTrue(value);
            }
            case 'LogicalExpression':
                return logical(node.operator, valueOf(node.left), () => valueOf(node.right));
            case 'ConditionalExpression': {
                const test = valueOf(node.test);
                if (test !== undefined) return valueOf(isTrue(test) ? node.consequent : node.alternate);
                return same([valueOf(node.consequent), valueOf(node.alternate)]);
            }
            case 'BinaryExpression':
                return this.#compared(node, valueOf);
            case 'CallExpression':
                return this.#called(node, [], valueOf);
            case 'Identifier':
                if (node.name === 'undefined') return null;
                return this.#fromSources(node, depth);
            case 'MemberExpression':
                return this.#fromSources(node, depth);
            default:
                return isFunction(node) ? SOMETHING : undefined;
        }
    }

    #fromSources(node: AnyNode, depth: number): Known {
        const sources = this.#script.flow.sourcesOf(node);
        return same(sources.map((source) => this.#ofSource(source, node, depth + 1)));
    }

    #ofSource({ from, path }: Source, asked: AnyNode, depth: number): Known {
        if (depth > MAX_DEPTH) return undefined;
        const { main } = this.#script;
        const { isFound, status } = this.#answer;
        const last = path.at(-1) ?? '';
        const binding = this.#script.flow.bindings.of(from);
        if (binding?.parameter?.of === main) return path.length === 0 ? SOMETHING : undefined;
        if (from.type === 'CallExpression' && path.length > 0 && this.#isTyped(from)) return undefined;
        if (STATUS.test(last)) return status;
        if (last === 'ok') return status < 400;
        if (COUNTS.test(last)) return isFound ? 1 : 0;
        const isElement = /^(\d+|\*)$/;
        if (path.some((part) => isElement.test(part)))
            return isFound ? (isElement.test(last) ? SOMETHING : undefined) : null;
        if (path.length > 0) return undefined;
        if (from.type === 'CallExpression') return this.#called(from, path, (inner) => this.valueOf(inner, depth + 1));
        if (from !== asked && from.type !== 'Identifier') return this.valueOf(from, depth + 1);
        const giver = binding && this.#script.flow.giverOf(binding);
        if (binding?.home?.type === 'CatchClause') return SOMETHING;
        if (binding === undefined || giver === undefined) return undefined;
        const method = giver.call.callee.type === 'MemberExpression' ? memberName(giver.call.callee) : '';
        const [event] = giver.call.arguments;
        const isOfError = method === 'catch' || (event?.type === 'Literal' && event.value === 'error');
        if (isOfError || (method === 'then' && ERROR_NAME.test(binding.name))) return SOMETHING;
        const isOfDriver =
            giver.index === 0 && ((binding.parameter?.of.params.length ?? 0) > 1 || ERROR_NAME.test(binding.name));
        if (isOfDriver && method !== 'then') return null;
        if (giver.index !== 1) return undefined;
        if (isFound && FINDER.test(method)) return SOMETHING;
        return this.#isComparison(giver.call) ? this.#answer.isMatch : undefined;
    }

    #called(
        node: Extract<AnyNode, { type: 'CallExpression' }>,
        path: readonly string[],
        valueOf: (inner: AnyNode) => Known,
    ): Known {
        const [first] = node.arguments;
        const callee = pathOf(node.callee);
        if (callee === 'Boolean' && first) {
            const value = valueOf(first);
            return value === undefined ? undefined : isTrue(value);
        }
        if (this.#isComparison(node)) return this.#answer.isMatch;
        if (this.#answer.isFound && FINDER.test(callee.split('.').at(-1) ?? '')) return SOMETHING;
        if (path.length === 0 && this.#script.flow.functionOf(node.callee) !== undefined)
            return same(
                this.#script.flow
                    .sourcesOf(node)
                    .map(({ from, path: part }) => (part.length > 0 || from === node ? undefined : valueOf(from))),
            );
        if (node.callee.type !== 'MemberExpression' || !first) return undefined;
        const { object } = node.callee;
        if (memberName(node.callee) === 'includes' && object.type === 'ArrayExpression') {
            const value = valueOf(first);
            if (typeof value !== 'number') return undefined;
            return object.elements.some((element) => element?.type === 'Literal' && element.value === value);
        }
        const isOfNobody = !this.#answer.isFound && isFunction(first) && !this.#isTyped(object);
        if (isOfNobody && memberName(node.callee) === 'find') return null;
        return isOfNobody && memberName(node.callee) === 'some' ? false : undefined;
    }

    #isComparison(call: AnyNode): boolean {
        if (call.type !== 'CallExpression' || this.#answer.isMatch === undefined) return false;
        return COMPARISON.test(pathOf(call.callee)) || COMPARISON.test(this.#script.flow.nameOf(call.callee));
    }

    #isTyped(node: AnyNode): boolean {
        return ingredientsOf(this.#script.flow, node).some(
            ({ from }) => this.#script.flow.bindings.of(from)?.parameter?.of === this.#script.main,
        );
    }

    #compared(
        { operator, left, right }: Extract<AnyNode, { type: 'BinaryExpression' }>,
        valueOf: (inner: AnyNode) => Known,
    ): Known {
        if (left.type === 'PrivateIdentifier') return undefined;
        const [a, b] = [valueOf(left), valueOf(right)];
        const isEquality = /^[!=]==?$/.test(operator);
        const isWithValue = left.type === 'Literal' || right.type === 'Literal' || a === null || b === null;
        const isOfPassword = isEquality && !isWithValue && (this.#isPassword(left) || this.#isPassword(right));
        if (isOfPassword && this.#answer.isMatch !== undefined)
            return this.#answer.isMatch === operator.startsWith('=');
        if (a === undefined || b === undefined) return undefined;
        if (typeof a === 'symbol' || typeof b === 'symbol') {
            const isOneNothing = a === null || b === null;
            return isEquality && isOneNothing ? operator.startsWith('!') : undefined;
        }
        if (isEquality) return (a === b) === operator.startsWith('=');
        const [x, y] = [Number(a), Number(b)];
        switch (operator) {
            case '<':
                return x < y;
            case '<=':
                return x <= y;
            case '>':
                return x > y;
            case '>=':
                return x >= y;
            default:
                return undefined;
        }
    }

    #isPassword(node: AnyNode): boolean {
        const { flow, main, passwordIndex, name } = this.#script;
        if (name !== 'login') return false;
        return ingredientsOf(flow, node).some(({ from, path }) => {
            const parameter = flow.bindings.of(from)?.parameter;
            return parameter?.of === main && parameter.index === passwordIndex && path.length === 0;
        });
    }
}

function isTrue(value: Exclude<Known, undefined>): boolean {
    return typeof value === 'symbol' || Boolean(value);
}

function same(values: readonly Known[]): Known {
    const [first, ...others] = values;
    return others.every((other) => other === first) ? first : undefined;
}

function logical(operator: string, left: Known, right: () => Known): Known {
    if (left === undefined) {
        // `unknown && false` is false all the same, as a test.
        const value = right();
        if (operator === '&&' && value !== undefined && !isTrue(value)) return false;
        return operator === '||' && value !== undefined && isTrue(value) ? SOMETHING : undefined;
    }
    if (operator === '??') return left === null ? right() : left;
    return isTrue(left) === (operator === '&&') ? right() : left;
}
