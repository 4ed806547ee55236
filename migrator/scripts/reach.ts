import type { AnyNode, CallExpression, ThrowStatement } from 'acorn';
import { memberName } from './bindings.ts';
import { childrenOf, isFunction, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Scenario } from './scenario.ts';

/** Something that a script comes to. */
export interface Reached<Node> {
    readonly node: Node;
    /** Whether it is where a failure is caught. */
    readonly isCaught: boolean;
}

/** Walks what a script can come to in a scenario: branches whose tests are known not to hold are left out. */
export class Reach {
    readonly calls: Reached<CallExpression>[] = [];
    readonly throws: Reached<ThrowStatement>[] = [];
    /** Whether the callback is handed to something else, which may do anything with it. */
    isHandedOn = false;
    readonly #script: ParsedScript;
    readonly #scenario: Scenario;
    #catching = 0;

    constructor(script: ParsedScript, scenario: Scenario) {
        this.#script = script;
        this.#scenario = scenario;
        this.#statement(script.program);
    }

    // Whether what follows is reached.
    #statement(node: AnyNode): boolean {
        switch (node.type) {
            case 'Program':
            case 'BlockStatement':
                return this.#statements(node.body);
            case 'FunctionDeclaration':
                this.#inside(node.body);
                return true;
            case 'IfStatement': {
                this.#expression(node.test);
                const truth = this.#scenario.truthOf(node.test);
                const yes = truth !== false && this.#statement(node.consequent);
                const no = truth !== true && (node.alternate ? this.#statement(node.alternate) : true);
                return yes || no;
            }
            case 'ReturnStatement':
                this.#expression(node.argument);
                return false;
            case 'ThrowStatement':
                this.#expression(node.argument);
                this.throws.push({ node, isCaught: this.#catching > 0 });
                return false;
            case 'BreakStatement':
            case 'ContinueStatement':
                return false;
            case 'TryStatement': {
                const tried = this.#statement(node.block);
                const { handler } = node;
                const caught = handler ? this.#caught(() => this.#statement(handler.body)) : false;
                if (node.finalizer) this.#statement(node.finalizer);
                return tried || caught;
            }
            case 'SwitchStatement':
                return this.#switch(node);
            case 'LabeledStatement':
                return this.#statement(node.body);
            case 'ForStatement':
            case 'ForInStatement':
            case 'ForOfStatement':
            case 'WhileStatement':
            case 'DoWhileStatement':
                for (const child of childrenOf(node)) {
                    const isLeftOut = node.type === 'ForOfStatement' && this.#scenario.isEmptyList(node.right);
                    if (child === node.body && isLeftOut) continue;
                    if (child === node.body) this.#statement(child);
                    else this.#expression(child);
                }
                return true;
            default:
                for (const child of childrenOf(node)) this.#expression(child);
                return true;
        }
    }

    #statements(statements: readonly AnyNode[]): boolean {
        let isReached = true;
        for (const statement of statements) {
            if (isReached || statement.type === 'FunctionDeclaration')
                isReached = this.#statement(statement) && isReached;
        }
        return isReached;
    }

    #inside(body: AnyNode): void {
        if (body.type === 'BlockStatement') this.#statement(body);
        else this.#expression(body);
    }

    #caught<Result>(walk: () => Result): Result {
        this.#catching += 1;
        const result = walk();
        this.#catching -= 1;
        return result;
    }

    #switch({ discriminant, cases }: Extract<AnyNode, { type: 'SwitchStatement' }>): boolean {
        this.#expression(discriminant);
        const value = this.#scenario.valueOf(discriminant);
        const isKnown = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
        const matching = cases.findIndex(({ test }) => test?.type === 'Literal' && test.value === value);
        const start = matching >= 0 ? matching : cases.findIndex(({ test }) => !test);
        if (isKnown && start < 0) return true;
        let isReached = true;
        for (const { consequent } of isKnown ? cases.slice(start) : cases) {
            if (!isReached && isKnown) break;
            isReached = this.#statements(consequent);
        }
        return (
            isReached ||
            cases.some(({ consequent }) => consequent.some(({ type }) => type === 'BreakStatement')) ||
            start < 0
        );
    }

    #expression(node: AnyNode | null | undefined): void {
        if (!node) return;
        if (isFunction(node)) {
            this.#inside(node.body);
            return;
        }
        switch (node.type) {
            case 'ConditionalExpression': {
                this.#expression(node.test);
                const truth = this.#scenario.truthOf(node.test);
                if (truth !== false) this.#expression(node.consequent);
                if (truth !== true) this.#expression(node.alternate);
                return;
            }
            case 'LogicalExpression': {
                this.#expression(node.left);
                const truth = this.#scenario.truthOf(node.left);
                if (truth === undefined || node.operator === '??' || truth === (node.operator === '&&'))
                    this.#expression(node.right);
                return;
            }
            case 'CallExpression': {
                this.#call(node);
                return;
            }
            default:
                for (const child of childrenOf(node)) this.#expression(child);
        }
    }

    #call(node: CallExpression): void {
        this.#expression(node.callee);
        if (this.#isCallback(node.callee)) this.calls.push({ node, isCaught: this.#catching > 0 });
        const method = node.callee.type === 'MemberExpression' ? memberName(node.callee) : '';
        const isLeftOut =
            node.callee.type === 'MemberExpression' &&
            /^(forEach|map|filter|some|every|flatMap|reduce)$/.test(method) &&
            this.#scenario.isEmptyList(node.callee.object);
        if (isLeftOut) return;
        const isOfError = method === 'catch' || textOf(node.arguments[0]) === 'error';
        for (const [index, argument] of node.arguments.entries()) {
            const isForErrors = isOfError || (method === 'then' && index === 1);
            if (isFunction(argument) && isForErrors)
                this.#caught(() => {
                    this.#inside(argument.body);
                });
            else if (!isForErrors && this.#isCallback(argument)) this.isHandedOn = true;
            else this.#expression(argument);
        }
    }

    #isCallback(node: AnyNode): boolean {
        const parameter = this.#script.flow.bindings.of(node)?.parameter;
        return parameter?.of === this.#script.main && parameter.index === this.#script.parameters.length - 1;
    }
}
