import type { AnyNode, CallExpression } from 'acorn';
import { ancestor } from 'acorn-walk';
import { pathOf } from './node-parts.ts';
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

/** What a script calls back with that may be a profile; `handed on` where somebody else calls back. */
export function answersOf(script: ParsedScript): (AnyNode | 'handed on')[] {
    const answers: (AnyNode | 'handed on')[] = [];
    ancestor(script.program, {
        Identifier(node, _state, ancestors) {
            if (node.name !== script.callback) return;
            const call = ancestors.at(-2);
            if (call?.type !== 'CallExpression') return;
            if (call.callee === node) {
                const profile = call.arguments[1];
                if (profile !== undefined && !isNothing(profile)) answers.push(profile);
            } else if (!isForErrors(call, call.arguments.indexOf(node))) answers.push('handed on');
        },
    });
    return answers;
}

// `.catch(callback)` and `.then(found, callback)`.
function isForErrors(call: Extract<AnyNode, { type: 'CallExpression' }>, index: number): boolean {
    const method = pathOf(call.callee).split('.').at(-1);
    return method === 'catch' || (method === 'then' && index === 1);
}
