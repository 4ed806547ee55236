import type { AnyNode, CallExpression, NewExpression, Statement } from 'acorn';
import { type Carrier, type Continuation, Continuations, isLoop, isParallel } from './continuations.ts';
import { childrenOf, isFunction } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import { isHandler, isPromiseStep, methodOf, stepsBefore } from './promise-chains.ts';
import type { ScriptFindingCode } from './script-finding.ts';

/** What may be true where a path has come to: bits, since several paths may meet. */
const PENDING = 1;
const CALLED = 2;
type Paths = number;

/** Something found on a path. */
export interface PathProblem {
    readonly code: Extract<ScriptFindingCode, 'SCRIPT_NO_CALLBACK' | 'SCRIPT_CALLBACK_TWICE' | 'SCRIPT_REJECTION_LOST'>;
    readonly line: number;
    readonly message: string;
}

const MESSAGES = {
    SCRIPT_NO_CALLBACK:
        'A path ends without a call of the callback, so Auth0 waits for 20 seconds and fails. Call it on every path, once, and return then.',
    SCRIPT_CALLBACK_TWICE:
        'The callback may have been called already. Auth0 takes one call, and what a second one does is not defined: put `return` before the first.',
    SCRIPT_REJECTION_LOST:
        'A rejection here goes unhandled, so Auth0 waits for 20 seconds and fails. Wrap it in `try`, or end the chain with `.catch(callback)`.',
} as const;

/**
 * Follows every path through a script, and through the functions that it hands its callback to.
 *
 * A path is done when it calls the callback, or hands it (or a function that leads to it) to somebody else; such a function is followed in turn.
 */
export function findPathProblems(script: ParsedScript): PathProblem[] {
    const continuations = new Continuations(script);
    if (!continuations.mentions(script.main.body)) {
        return [problem(script, 'SCRIPT_NO_CALLBACK', script.main)];
    }
    const problems = continuations.list().flatMap((continuation) => {
        return new PathWalk(script, continuations, continuation).run();
    });
    problems.push(...continuations.bareTimers().map((node) => problem(script, 'SCRIPT_CALLBACK_TWICE', node)));
    // Several functions may lead through the same line.
    const seen = new Set<string>();
    return problems.filter(({ code, line }) => {
        const key = `${code} ${line}`;
        const isNew = !seen.has(key);
        seen.add(key);
        return isNew;
    });
}

function problem(script: ParsedScript, code: PathProblem['code'], node: AnyNode): PathProblem {
    return { code, line: script.lineOf(node), message: MESSAGES[code] };
}

class PathWalk {
    readonly #script: ParsedScript;
    readonly #continuations: Continuations;
    readonly #continuation: Continuation;
    readonly #problems: PathProblem[] = [];
    readonly #breaks: Paths[] = [];
    /** What returns from something that is followed by more, the innermost last. */
    readonly #returns: Paths[] = [];
    #tries = 0;
    /** What is returned or awaited: the caller handles its rejection. */
    #passedOn: AnyNode | null | undefined;
    /** How many steps of a chain of promises are around what is looked at. */
    #chain = 0;

    constructor(script: ParsedScript, continuations: Continuations, continuation: Continuation) {
        this.#script = script;
        this.#continuations = continuations;
        this.#continuation = continuation;
    }

    run(): PathProblem[] {
        const { body } = this.#continuation.node;
        if (body.type !== 'BlockStatement') {
            this.#passedOn = body;
            this.#end(this.#expression(body, PENDING), body);
        } else {
            this.#end(this.#statements(body.body, PENDING), body.body.at(-1) ?? body);
        }
        return this.#problems;
    }

    #report(code: PathProblem['code'], node: AnyNode): void {
        this.#problems.push(problem(this.#script, code, node));
    }

    #end(paths: Paths, node: AnyNode): void {
        if ((paths & PENDING) !== 0 && this.#continuation.isBound) this.#report('SCRIPT_NO_CALLBACK', node);
    }

    #return(paths: Paths, node: AnyNode): void {
        const last = this.#returns.length - 1;
        if (last < 0) this.#end(paths, node);
        else this.#returns[last] = (this.#returns[last] ?? 0) | paths;
    }

    #statements(statements: readonly AnyNode[], paths: Paths): Paths {
        return statements.reduce((before: Paths, statement) => this.#statement(statement as Statement, before), paths);
    }

    #statement(node: Statement, paths: Paths): Paths {
        if (paths === 0) return 0;
        switch (node.type) {
            case 'BlockStatement':
                return this.#statements(node.body, paths);
            case 'ExpressionStatement':
                return this.#expression(node.expression, paths);
            case 'VariableDeclaration':
                return node.declarations.reduce((before: Paths, { init }) => this.#expression(init, before), paths);
            case 'ReturnStatement':
                this.#passedOn = node.argument;
                this.#return(this.#expression(node.argument, paths), node);
                return 0;
            case 'ThrowStatement':
                this.#throw(node, this.#expression(node.argument, paths));
                return 0;
            case 'IfStatement': {
                const [yes, no] = this.#test(node.test, paths);
                if (this.#continuations.isOnceTest(node.test) && isBareReturn(node.consequent)) return no;
                const after = this.#statement(node.consequent, yes);
                return after | (node.alternate ? this.#statement(node.alternate, no) : no);
            }
            case 'TryStatement':
                return this.#try(node, paths);
            case 'SwitchStatement':
                return this.#switch(node, paths);
            case 'ForStatement':
            case 'ForInStatement':
            case 'ForOfStatement':
            case 'WhileStatement':
            case 'DoWhileStatement':
                return this.#loop(node, paths);
            case 'LabeledStatement':
                return this.#statement(node.body, paths);
            case 'BreakStatement':
                if (this.#breaks.length > 0) this.#breaks[this.#breaks.length - 1] = (this.#breaks.at(-1) ?? 0) | paths;
                return 0;
            default:
                return paths;
        }
    }

    // A function that says whether it has called back splits the paths.
    #test(test: AnyNode, paths: Paths): [yes: Paths, no: Paths] {
        const isNegated = test.type === 'UnaryExpression' && test.operator === '!';
        const inner = isNegated ? test.argument : test;
        if (inner.type === 'CallExpression' && this.#carrierOf(inner)?.isPredicate === true) {
            return isNegated ? [paths, CALLED] : [CALLED, paths];
        }
        const after = this.#expression(test, paths);
        return [after, after];
    }

    #throw(node: AnyNode, paths: Paths): void {
        if (this.#tries > 0 || this.#continuation.isCaught || (paths & PENDING) === 0) return;
        this.#report(this.#continuation.node.async ? 'SCRIPT_REJECTION_LOST' : 'SCRIPT_NO_CALLBACK', node);
    }

    #try({ block, handler, finalizer }: Extract<Statement, { type: 'TryStatement' }>, paths: Paths): Paths {
        const isCallingLast = finalizer != null && this.#outcomeOf(finalizer) === CALLED;
        const [inBlock, inHandler] = [handler || isCallingLast ? 1 : 0, isCallingLast ? 1 : 0];
        if (isCallingLast) this.#returns.push(0);
        this.#tries += inBlock;
        const tried = this.#statements(block.body, paths);
        this.#tries += inHandler - inBlock;
        const caught = handler ? this.#statements(handler.body.body, paths) : 0;
        this.#tries -= inHandler;
        if (!isCallingLast) return tried | caught;
        const after = this.#statements(finalizer.body, paths | tried | caught | (this.#returns.pop() ?? 0));
        return tried | caught ? after : 0;
    }

    // Where the paths of a block, or of a function's body, come to; whatever they are worth otherwise.
    #outcomeOf(body: AnyNode): Paths {
        const [before, passedOn] = [this.#problems.length, this.#passedOn];
        this.#returns.push(0);
        const after =
            body.type === 'BlockStatement' ? this.#statements(body.body, PENDING) : this.#expression(body, PENDING);
        this.#problems.length = before;
        this.#passedOn = passedOn;
        return after | (this.#returns.pop() ?? 0);
    }

    #switch(node: Extract<Statement, { type: 'SwitchStatement' }>, paths: Paths): Paths {
        const entered = this.#expression(node.discriminant, paths);
        this.#breaks.push(0);
        let fallen: Paths = 0;
        for (const { consequent } of node.cases) fallen = this.#statements(consequent, entered | fallen);
        const hasDefault = node.cases.some(({ test }) => !test);
        return fallen | (this.#breaks.pop() ?? 0) | (hasDefault ? 0 : entered);
    }

    #loop(
        node: Extract<
            Statement,
            { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' | 'WhileStatement' | 'DoWhileStatement' }
        >,
        paths: Paths,
    ): Paths {
        this.#breaks.push(0);
        const once = this.#statement(node.body, paths);
        const twice = this.#statement(node.body, once);
        const broken = this.#breaks.pop() ?? 0;
        const isEndless = node.type === 'WhileStatement' && node.test.type === 'Literal' && node.test.value === true;
        const left = node.type === 'DoWhileStatement' ? 0 : paths;
        return (isEndless ? 0 : left | once | twice) | broken;
    }

    #expression(node: AnyNode | null | undefined, paths: Paths): Paths {
        if (node === null || node === undefined || isFunction(node)) return paths;
        switch (node.type) {
            case 'CallExpression':
            case 'NewExpression':
                return this.#call(node, paths);
            case 'ConditionalExpression': {
                const tested = this.#expression(node.test, paths);
                return this.#expression(node.consequent, tested) | this.#expression(node.alternate, tested);
            }
            case 'LogicalExpression': {
                const left = this.#expression(node.left, paths);
                return left | this.#expression(node.right, left);
            }
            case 'AwaitExpression': {
                const isLost = this.#tries === 0 && !this.#continuation.isCaught && (paths & PENDING) !== 0;
                if (isLost && !hasOwnHandler(node.argument)) this.#report('SCRIPT_REJECTION_LOST', node);
                this.#passedOn = node.argument;
                return this.#expression(node.argument, paths);
            }
            default:
                return childrenOf(node).reduce((before: Paths, child) => this.#expression(child, before), paths);
        }
    }

    #call(node: CallExpression | NewExpression, paths: Paths): Paths {
        const { callee } = node;
        const isStep = node.type === 'CallExpression' && isPromiseStep(node);
        if (isStep) this.#chain += 1;
        let after = callee.type === 'MemberExpression' ? this.#expression(callee.object, paths) : paths;
        if (isStep) this.#chain -= 1;
        const isInChain = after !== paths;
        for (const argument of node.arguments) after = this.#expression(argument, after);
        const carrier = node.type === 'CallExpression' ? this.#carrierOf(node) : undefined;
        if (carrier?.isPredicate === true) return after | CALLED;
        if (carrier !== undefined) return this.#called(node, after, carrier.isGuarded);
        if (callee.type === 'Identifier' && callee.name === this.#script.callback)
            return this.#called(node, after, false);
        const handed = [...node.arguments, ...(isFunction(callee) ? [callee] : [])] as AnyNode[];
        const isHanded = handed.some(
            (argument) =>
                (argument.type === 'Identifier' || isFunction(argument)) && this.#continuations.mentions(argument),
        );
        if (isStep && (isHanded || isInChain) && this.#chain === 0) this.#checkChain(node);
        if (isStep && this.#callsAgain(node)) this.#report('SCRIPT_CALLBACK_TWICE', node.arguments[0] ?? node);
        if (!isHanded) return after;
        if (isParallel(node)) return after;
        if (node.type === 'NewExpression') return CALLED;
        if (isLoop(node)) {
            this.#report('SCRIPT_NO_CALLBACK', node);
            return CALLED;
        }
        if (isStep && isInChain) return after;
        return this.#called(node, after, false);
    }

    #checkChain(chain: CallExpression): void {
        const isHeard = this.#continuation.isCaught && this.#continuation.node !== this.#script.main;
        if (isHeard && chain === this.#passedOn) return;
        if ([chain, ...stepsBefore(chain)].some(isHandler)) return;
        if (this.#tries === 0 || !this.#continuation.node.async) this.#report('SCRIPT_REJECTION_LOST', chain);
    }

    // `.catch((error) => callback(error)).then((user) => callback(null, user))`: who catches goes on to the next step.
    #callsAgain(step: CallExpression): boolean {
        const [next] = step.arguments;
        if (methodOf(step) !== 'then' || next === undefined || this.#outcomeOfStep(next) !== CALLED) return false;
        return stepsBefore(step).some((earlier) =>
            earlier.arguments.some((given) => (this.#outcomeOfStep(given) & CALLED) !== 0),
        );
    }

    #outcomeOfStep(given: AnyNode): Paths {
        if (given.type === 'Identifier' && given.name === this.#script.callback) return CALLED;
        const work = this.#script.flow.functionOf(given);
        return work === undefined ? PENDING : this.#outcomeOf(work.body);
    }

    #called(node: AnyNode, paths: Paths, isGuarded: boolean): Paths {
        if ((paths & CALLED) !== 0 && !isGuarded) this.#report('SCRIPT_CALLBACK_TWICE', node);
        return CALLED;
    }

    #carrierOf({ callee }: CallExpression): Carrier | undefined {
        return callee.type === 'Identifier' ? this.#continuations.carriers.get(callee.name) : undefined;
    }
}

function isBareReturn(node: AnyNode): boolean {
    if (node.type === 'ReturnStatement') return !node.argument;
    return node.type === 'BlockStatement' && node.body.length === 1 && isBareReturn(node.body[0] as AnyNode);
}

function hasOwnHandler(node: AnyNode): boolean {
    return node.type === 'CallExpression' && isHandler(node);
}
