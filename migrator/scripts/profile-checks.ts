import type { AnyNode, Expression } from 'acorn';
import { callbackCalls } from './callback-calls.ts';
import { keyOf, namesVariable, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { isMadeOf, originsOf } from './value-origins.ts';

const RANDOM =
    /^(.*\.)?(random|randomUUID|randomBytes|randomInt|now|uuid|uuidv[1-7]|v[1-7]|nanoid|shortid|generate|hrtime|bigint)$/i;
const ID_KEYS = ['user_id', 'id'];

/** Looks at what Login and Get User call back with: an ID that stays, no password. */
export function findProfileProblems(script: ParsedScript): Problem[] {
    if (script.name !== 'login' && script.name !== 'get_user') return [];
    return [...findIdProblems(script), ...findLiteralProblems(script)];
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
        const isRandom = originsOf(script, value).some((origin) => nodesIn(origin).some(isOfTheMoment));
        const isAddress =
            isMadeOf(script, value, [identifier]) ||
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

function isOfTheMoment(node: AnyNode): boolean {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
    const path = pathOf(node.callee);
    const isNew = node.type === 'NewExpression' && node.arguments.length === 0;
    return RANDOM.test(path) || (isNew && /^(Date|ObjectI[dD]|.*\.ObjectI[dD])$/.test(path));
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
