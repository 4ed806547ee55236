import type { AnyNode, CallExpression } from 'acorn';
import { ancestor } from 'acorn-walk';
import type { ParsedScript } from './parse-script.ts';

/** Gives the calls of the callback, each with what stands around it, the outermost first. */
export function callbackCalls(script: ParsedScript): { call: CallExpression; around: readonly AnyNode[] }[] {
    const calls: { call: CallExpression; around: readonly AnyNode[] }[] = [];
    ancestor(script.program, {
        CallExpression(call, _state, ancestors) {
            const isCallback = call.callee.type === 'Identifier' && call.callee.name === script.callback;
            if (isCallback) calls.push({ call, around: [...ancestors] });
        },
    });
    return calls;
}

/** Tells whether an expression is `null` or `undefined`. */
export function isNothing(value: AnyNode): boolean {
    return (
        (value.type === 'Literal' && value.value === null) ||
        (value.type === 'Identifier' && value.name === 'undefined')
    );
}
