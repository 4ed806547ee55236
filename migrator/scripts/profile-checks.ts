import type { AnyNode, CallExpression, Expression } from 'acorn';
import { ancestor } from 'acorn-walk';
import { isFunction, keyOf, namesVariable, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

const RANDOM = /^(.*\.)?(random|randomUUID|randomBytes|randomInt|now|uuid|uuidv[1-7]|v[1-7]|nanoid|shortid|generate)$/i;
const ID_KEYS = ['user_id', 'id'];

/** Looks at what Login and Get User call back with: an ID that stays, no password, nothing for nobody. */
export function findProfileProblems(script: ParsedScript): Problem[] {
    if (script.name !== 'login' && script.name !== 'get_user') return [];
    return [...findIdProblems(script), ...findLiteralProblems(script), ...findUnknownUserProblems(script)];
}

/** Gives the calls of the callback, each with what stands around it, the outermost first. */
function callbackCalls(script: ParsedScript): { call: CallExpression; around: readonly AnyNode[] }[] {
    const calls: { call: CallExpression; around: readonly AnyNode[] }[] = [];
    ancestor(script.program, {
        CallExpression(call, _state, ancestors) {
            const isCallback = call.callee.type === 'Identifier' && call.callee.name === script.callback;
            if (isCallback) calls.push({ call, around: [...ancestors] });
        },
    });
    return calls;
}

/** Gives the expressions that a script takes for a user's ID. */
function idExpressions(script: ParsedScript): Expression[] {
    return nodesIn(script.program).flatMap((node): Expression[] => {
        if (node.type === 'Property' && ID_KEYS.includes(keyOf(node)) && isInProfile(script, node)) {
            return [node.value as Expression];
        }
        const isAssigned = node.type === 'AssignmentExpression' && /\.user_id$/.test(pathOf(node.left));
        return isAssigned ? [node.right] : [];
    });
}

// `id` is a name for much; in an object with an address it is a profile's.
function isInProfile(script: ParsedScript, property: AnyNode): boolean {
    if (keyOf(property) === 'user_id') return true;
    return nodesIn(script.program).some(
        (node) =>
            node.type === 'ObjectExpression' &&
            node.properties.some((other) => other === property) &&
            node.properties.some((other) => ['email', 'email_verified', 'nickname'].includes(keyOf(other))),
    );
}

function findIdProblems(script: ParsedScript): Problem[] {
    const [identifier = ''] = script.parameters;
    return idExpressions(script).flatMap((value): Problem[] => {
        const isRandom = nodesIn(value).some(
            (node) =>
                ((node.type === 'CallExpression' || node.type === 'NewExpression') &&
                    RANDOM.test(pathOf(node.callee))) ||
                (node.type === 'NewExpression' &&
                    /^(Date|ObjectI[dD]|.*\.ObjectI[dD])$/.test(pathOf(node.callee)) &&
                    node.arguments.length === 0),
        );
        const isAddress =
            namesVariable(value, identifier) ||
            nodesIn(value).some((node) => /(^|\.)(e?mail|username)$/i.test(pathOf(node)));
        if (!isRandom && !isAddress) return [];
        return [
            {
                code: 'SCRIPT_ID_UNSTABLE',
                node: value,
                message: isRandom
                    ? 'The user gets another ID at each call, so Auth0 makes a second user, or a ghost. Use the ID that the source keeps.'
                    : 'The ID is made of what the user logs in with, which may change, and then is another user. Use the ID that the source keeps.',
            },
        ];
    });
}

function findLiteralProblems(script: ParsedScript): Problem[] {
    const problems: Problem[] = [];
    const literals = callbackCalls(script).flatMap(({ call }) =>
        call.arguments[1] === undefined ? [] : [call.arguments[1]],
    );
    const profiles = new Set<AnyNode>(literals.flatMap((value) => profileLiterals(script, value)));
    for (const profile of profiles) {
        if (profile.type !== 'ObjectExpression' || profile.properties.length === 0) continue;
        const keys = profile.properties.map(keyOf);
        const isOpen = profile.properties.some((property) => property.type === 'SpreadElement');
        const isAssignedLater = idExpressions(script).some((value) => !nodesIn(profile).includes(value));
        if (!isOpen && !isAssignedLater && !ID_KEYS.some((key) => keys.includes(key))) {
            problems.push({
                code: 'SCRIPT_ID_MISSING',
                node: profile,
                message:
                    'The profile has no `user_id`, so Auth0 cannot tell who it is. Give the ID that the source keeps.',
            });
        }
        const secret = profile.properties.find((property) =>
            /^(password|passwd|pwd|.*hash|salt|.*_secret)$/i.test(keyOf(property)),
        );
        if (secret !== undefined) {
            problems.push({
                code: 'SCRIPT_PASSWORD_IN_PROFILE',
                node: secret,
                message: `The profile has \`${keyOf(secret)}\`, which every administrator of the tenant would see from then on. Leave it out.`,
            });
        }
    }
    return problems;
}

// An object where it stands, or the one that a variable was made with.
function profileLiterals(script: ParsedScript, value: AnyNode): AnyNode[] {
    if (value.type === 'ObjectExpression') return [value];
    if (value.type !== 'Identifier') return [];
    return nodesIn(script.program).flatMap((node) =>
        node.type === 'VariableDeclarator' &&
        node.id.type === 'Identifier' &&
        node.id.name === value.name &&
        node.init?.type === 'ObjectExpression'
            ? [node.init]
            : [],
    );
}

const NOT_FOUND = /not.?found|no.?such|does ?n.t exist|doesn.t exist|unknown user|no user|user missing/i;

function findUnknownUserProblems(script: ParsedScript): Problem[] {
    return callbackCalls(script).flatMap(({ call, around }): Problem[] => {
        const [error, profile] = call.arguments as (AnyNode | undefined)[];
        if (profile !== undefined && isNobodysProfile(profile)) {
            return [
                {
                    code: 'SCRIPT_UNKNOWN_USER_PROFILE',
                    node: profile,
                    message:
                        'Auth0 takes this for a user that exists, even for an address that nobody has: sign-ups fail, and ghosts are left. Call back null for nobody.',
                },
            ];
        }
        if (script.name !== 'get_user' || error === undefined || isNothing(error)) return [];
        const isUnknown =
            (error.type === 'NewExpression' &&
                NOT_FOUND.test(error.arguments.map((argument) => textOf(argument) ?? '').join(' '))) ||
            (error.type === 'NewExpression' && isWhereNobodyIs(call, around));
        if (!isUnknown) return [];
        return [
            {
                code: 'SCRIPT_UNKNOWN_USER_ERROR',
                node: call,
                message:
                    'An error for an address that nobody has makes every sign-up and every create fail. Call back null, and an error only when the source failed.',
            },
        ];
    });
}

// `{}`, `[]`, `user || {}`, and the rows of a table as they come.
function isNobodysProfile(value: AnyNode): boolean {
    if (value.type === 'ObjectExpression') return value.properties.length === 0;
    if (value.type === 'ArrayExpression') return true;
    if (value.type === 'LogicalExpression') return isNobodysProfile(value.right);
    if (value.type === 'ConditionalExpression')
        return isNobodysProfile(value.consequent) || isNobodysProfile(value.alternate);
    return /(^|\.)(rows|results|users|docs|documents|records)$/i.test(pathOf(value));
}

function isNothing(value: AnyNode): boolean {
    return (
        (value.type === 'Literal' && value.value === null) ||
        (value.type === 'Identifier' && value.name === 'undefined')
    );
}

// `if (!user) ...`, `if (rows.length === 0) ...`, `if (user) ... else ...`, as near as a function around the call.
function isWhereNobodyIs(call: AnyNode, around: readonly AnyNode[]): boolean {
    let inner: AnyNode = call;
    for (const outer of [...around].reverse()) {
        if (isFunction(outer)) return false;
        if (outer.type === 'IfStatement' || outer.type === 'ConditionalExpression') {
            if (inner === outer.consequent && isEmptyTest(outer.test)) return true;
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

/** Tells whether two scripts take an ID from different places: Auth0 then knows one person as two. */
export function idsDiffer(login: ParsedScript, getUser: ParsedScript): AnyNode | undefined {
    const shape = (value: AnyNode): string => {
        const paths = nodesIn(value)
            .filter((node) => node.type === 'MemberExpression')
            .map((node) => pathOf(node).split('.').at(-1) ?? '')
            .filter((name) => name !== 'toString');
        const texts = nodesIn(value).flatMap((node) => textOf(node) ?? []);
        return JSON.stringify([[...paths].sort(), [...texts].sort()]);
    };
    const shapes = new Set(idExpressions(login).map(shape));
    const [other] = idExpressions(getUser).filter((value) => shapes.size > 0 && !shapes.has(shape(value)));
    return other;
}
