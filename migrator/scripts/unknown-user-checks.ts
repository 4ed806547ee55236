import type { AnyNode } from 'acorn';
import { ancestor } from 'acorn-walk';
import { callbackCalls, isNothing } from './callback-calls.ts';
import { isFunction, keyOf, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { findNobodyProblem } from './scenario-checks.ts';
import { isTested, valuesOf } from './value-origins.ts';

const NOT_FOUND = /not.?found|no.?such|does ?n.t exist|doesn.t exist|unknown user|no user|user missing/i;
const MESSAGES = {
    SCRIPT_UNKNOWN_USER_PROFILE:
        'Auth0 takes this for a user that exists, even for an address that nobody has: sign-ups fail, and ghosts are left. Call back null for nobody.',
    SCRIPT_UNKNOWN_USER_ERROR:
        'An error for an address that nobody has makes every sign-up and every create fail. Call back null, and an error only when the source failed.',
};

/** Looks at what Login and Get User call back with where nobody has the address. */
export function findUnknownUserProblems(script: ParsedScript): Problem[] {
    if (script.name !== 'login' && script.name !== 'get_user') return [];
    const problem = (code: keyof typeof MESSAGES, node: AnyNode): Problem => ({ code, node, message: MESSAGES[code] });
    const called = callbackCalls(script).flatMap(({ call, around }): Problem[] => {
        const [error, profile] = call.arguments as (AnyNode | undefined)[];
        if (profile !== undefined && isNobodysProfile(script, profile))
            return [problem('SCRIPT_UNKNOWN_USER_PROFILE', profile)];
        if (script.name !== 'get_user' || error === undefined || isNothing(error)) return [];
        const given = new Set(script.flow.sourcesOf(error).map(({ from }) => from));
        const errors = newErrors(script).filter(({ made }) => given.has(made));
        if (errors.some(({ made }) => isUnknownUserError(script, made, call, around)))
            return [problem('SCRIPT_UNKNOWN_USER_ERROR', call)];
        // An error for an unknown user that is kept in a variable, or given to a helper.
        const kept = errors.find(({ made, around: place }) => isUnknownUserError(script, made, made, place));
        return kept === undefined || isToldApart(script, error)
            ? []
            : [problem('SCRIPT_UNKNOWN_USER_ERROR', kept.made)];
    });
    const found = [...called, ...thrownForNobody(script).map((node) => problem('SCRIPT_UNKNOWN_USER_ERROR', node))];
    const other = found.length > 0 || script.name !== 'get_user' ? undefined : findNobodyProblem(script);
    if (other === undefined) return found;
    return [problem(other.what === 'error' ? 'SCRIPT_UNKNOWN_USER_ERROR' : 'SCRIPT_UNKNOWN_USER_PROFILE', other.node)];
}

function newErrors(script: ParsedScript): { made: AnyNode; around: readonly AnyNode[] }[] {
    const errors: { made: AnyNode; around: readonly AnyNode[] }[] = [];
    ancestor(script.program, {
        NewExpression(made, _state, ancestors) {
            errors.push({ made, around: [...ancestors] });
        },
    });
    return errors;
}

// `if (error.code === 'NOBODY') return callback(null)`: some errors end elsewhere.
function isToldApart(script: ParsedScript, error: AnyNode): boolean {
    const isOfError = (node: AnyNode): boolean => error.type === 'Identifier' && pathOf(node) === error.name;
    return nodesIn(script.program).some(
        (node) =>
            (node.type === 'IfStatement' || node.type === 'ConditionalExpression') &&
            nodesIn(node.test).some(
                (inner) =>
                    (inner.type === 'MemberExpression' && isOfError(inner.object)) ||
                    (inner.type === 'BinaryExpression' && inner.operator === 'instanceof' && isOfError(inner.left)),
            ),
    );
}

function isUnknownUserError(script: ParsedScript, error: AnyNode, call: AnyNode, around: readonly AnyNode[]): boolean {
    if (error.type !== 'NewExpression') return false;
    const text = error.arguments.map((argument) => textOf(argument) ?? '').join(' ');
    return NOT_FOUND.test(text) || isWhereNobodyIs(call, around) || isWhereNotOneIs(script, around);
}

// `if (rows.length !== 1) ...`, where no other test is for none.
function isWhereNotOneIs(script: ParsedScript, around: readonly AnyNode[]): boolean {
    const test = around.findLast((outer) => outer.type === 'IfStatement' || isFunction(outer));
    const isNotOne =
        test?.type === 'IfStatement' &&
        test.test.type === 'BinaryExpression' &&
        /^!==?$/.test(test.test.operator) &&
        test.test.right.type === 'Literal' &&
        test.test.right.value === 1 &&
        EMPTY_WORDS.test(lastPath(test.test.left));
    return isNotOne && !nodesIn(script.program).some((node) => node.type === 'IfStatement' && isEmptyTest(node.test));
}

// `throw new Error(...)` where nobody is, in a `try` whose `catch` calls back what it caught.
function thrownForNobody(script: ParsedScript): AnyNode[] {
    const thrown: AnyNode[] = [];
    if (script.name !== 'get_user') return thrown;
    ancestor(script.program, {
        ThrowStatement(node, _state, ancestors) {
            const trial = ancestors.findLast((outer) => outer.type === 'TryStatement');
            const caught = trial?.handler?.param;
            const isCalledBack =
                caught?.type === 'Identifier' &&
                callbackCalls(script).some(({ call }) => {
                    const [error] = call.arguments;
                    return error?.type === 'Identifier' && error.name === caught.name;
                });
            if (isCalledBack && isUnknownUserError(script, node.argument, node, ancestors)) thrown.push(node);
        },
    });
    return thrown;
}

// `{}`, `[]`, `user || {}`, `{ ...user }`, the rows of a table as they come, whether somebody was found: of a variable too, unless it is tested.
function isNobodysProfile(script: ParsedScript, value: AnyNode): boolean {
    switch (value.type) {
        case 'Identifier':
            return isNamedForRows(value) || isNobodysVariable(script, value.name);
        case 'ObjectExpression':
            return isEmptyForNobody(script, value);
        case 'ArrayExpression':
            return true;
        case 'LogicalExpression':
            return isNobodysProfile(script, value.right);
        case 'ConditionalExpression':
            return isNobodysProfile(script, value.consequent) || isNobodysProfile(script, value.alternate);
        case 'BinaryExpression':
            return /^[!=<>]/.test(value.operator);
        case 'UnaryExpression':
            return value.operator === '!';
        case 'Literal':
            return value.value === true;
        case 'CallExpression':
            return (
                pathOf(value.callee) === 'Object.assign' &&
                value.arguments.length > 0 &&
                value.arguments.every((part) => isUntested(script, part) || isEmptyObject(part))
            );
        default:
            return isNamedForRows(value);
    }
}

function isNamedForRows(value: AnyNode): boolean {
    return /(^|\.)(rows|results|users|docs|documents|records)$/i.test(pathOf(value));
}

function isEmptyObject(value: AnyNode): boolean {
    return value.type === 'ObjectExpression' && value.properties.length === 0;
}

// `{ ...user }` and `{ user_id: user?.id }`, where nothing has looked whether there is a user.
function isEmptyForNobody(
    script: ParsedScript,
    { properties }: Extract<AnyNode, { type: 'ObjectExpression' }>,
): boolean {
    const id = properties.find((property) => keyOf(property) === 'user_id');
    if (id?.type === 'Property') {
        const { value } = id;
        const isOptional =
            value.type === 'ChainExpression' || (value.type === 'LogicalExpression' && value.operator === '&&');
        const [name = ''] = pathOf(value.type === 'LogicalExpression' ? value.left : value).split('.');
        return isNobodysId(script, value) || (isOptional && name !== '*' && !isTested(script, name));
    }
    return properties.every((property) => property.type === 'SpreadElement' && isUntested(script, property.argument));
}

// `null`, `''`, or a variable that is `null` for an unknown user.
function isNobodysId(script: ParsedScript, value: AnyNode): boolean {
    if (isNothing(value) || textOf(value) === '') return true;
    return value.type === 'Identifier' && !isTested(script, value.name) && valuesOf(script, value.name).some(isNothing);
}

function isUntested(script: ParsedScript, value: AnyNode): boolean {
    return value.type === 'Identifier' && valuesOf(script, value.name).length > 0 && !isTested(script, value.name);
}

function isNobodysVariable(script: ParsedScript, name: string): boolean {
    if (isTested(script, name)) return false;
    return valuesOf(script, name).some((given) =>
        isEmptyObject(given)
            ? isFilledForSomebodyOnly(script, name)
            : given.type !== 'Identifier' && isNobodysProfile(script, given),
    );
}

// Made as `{}`, and given an ID (or another object) where somebody was found, or nowhere.
function isFilledForSomebodyOnly(script: ParsedScript, name: string): boolean {
    const fillings: (readonly AnyNode[])[] = [];
    ancestor(script.program, {
        AssignmentExpression({ left }, _state, ancestors) {
            const path = pathOf(left);
            if (path === name || path.startsWith(`${name}.`)) fillings.push([...ancestors]);
        },
        CallExpression(call, _state, ancestors) {
            // Some function may fill it: `Object.assign(profile, user)`.
            const isGiven = call.arguments.some((argument) => argument.type === 'Identifier' && argument.name === name);
            if (isGiven && !(call.callee.type === 'Identifier' && call.callee.name === script.callback))
                fillings.push([...ancestors]);
        },
    });
    return fillings.every((around) =>
        around.some((outer) => outer.type === 'IfStatement' && isFoundTest(outer.test) && outer.alternate == null),
    );
}

// `if (!user) ...`, `if (rows.length === 0) ...`, `if (user) ... else ...`, as near as a function around the call.
function isWhereNobodyIs(call: AnyNode, around: readonly AnyNode[]): boolean {
    let inner: AnyNode = call;
    for (const outer of [...around].reverse()) {
        if (isFunction(outer)) return false;
        if (outer.type === 'IfStatement' || outer.type === 'ConditionalExpression') {
            // Under a test of something else, what is called back is for that.
            if (inner === outer.consequent) return isEmptyTest(outer.test);
            if (inner === outer.alternate && isFoundTest(outer.test)) return true;
        }
        inner = outer;
    }
    return false;
}

const EMPTY_WORDS =
    /(^|\.)(user|row|rows|result|results|doc|docs|document|record|records|found|profile|account|users|member|length|rowCount)$/i;

function isEmptyTest(test: AnyNode): boolean {
    if (test.type === 'UnaryExpression' && test.operator === '!') return EMPTY_WORDS.test(lastPath(test.argument));
    if (test.type === 'LogicalExpression') return isEmptyTest(test.left) || isEmptyTest(test.right);
    if (test.type !== 'BinaryExpression') return false;
    const value = test.right.type === 'Literal' ? test.right.value : isNothing(test.right) ? null : undefined;
    const path = lastPath(test.left);
    if (/^(===?|<|<=)$/.test(test.operator) && (value === 0 || value === 1 || value === null))
        return EMPTY_WORDS.test(path);
    return /^===?$/.test(test.operator) && value === 404;
}

function isFoundTest(test: AnyNode): boolean {
    if (test.type === 'BinaryExpression' && test.operator === '>') return EMPTY_WORDS.test(lastPath(test.left));
    return EMPTY_WORDS.test(lastPath(test));
}

function lastPath(node: AnyNode): string {
    // The first of some: `rows[0]`.
    return node.type === 'MemberExpression' && node.computed ? pathOf(node.object) : pathOf(node);
}
