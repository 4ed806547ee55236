import type { AnyNode, CallExpression } from 'acorn';

const PROMISE_METHODS = new Set(['then', 'catch', 'finally']);

/** Gives the name of the method that is called; `''` for a call of something else. */
export function methodOf({ callee }: CallExpression): string {
    return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : '';
}

/** Tells whether a call is a step in a chain of promises. */
export function isPromiseStep(call: CallExpression): boolean {
    return PROMISE_METHODS.has(methodOf(call));
}

/** Tells whether a step of a chain handles a rejection. */
export function isHandler(step: CallExpression): boolean {
    const method = methodOf(step);
    return method === 'catch' || (method === 'then' && step.arguments.length > 1);
}

/** Tells whether a chain handles a rejection, from a call on. */
export function hasHandler(call: CallExpression, ancestors: readonly AnyNode[]): boolean {
    return [call, ...stepsAfter(call, ancestors)].some(isHandler);
}

/** Lists the calls that follow in a chain, such as `.catch(...)` of `a.then(...).catch(...)`; nearest first. */
export function stepsAfter(call: CallExpression, ancestors: readonly AnyNode[]): CallExpression[] {
    const after: CallExpression[] = [];
    let inner: AnyNode = call;
    for (const outer of [...ancestors].reverse()) {
        if (outer === call) continue;
        if (outer.type === 'MemberExpression' && outer.object === inner) inner = outer;
        else if (outer.type === 'CallExpression' && outer.callee === inner) {
            after.push(outer);
            inner = outer;
        } else break;
    }
    return after;
}

/** Lists the calls that come before in a chain; nearest first. */
export function stepsBefore({ callee }: CallExpression): CallExpression[] {
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'CallExpression') return [];
    return [callee.object, ...stepsBefore(callee.object)];
}
