import type { AnyNode } from 'acorn';
import { callbackCalls } from './callback-calls.ts';
import { findIdProblems, idExpressions } from './id-checks.ts';
import { keyOf, nodesIn } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

const SECRET_FIELD = /^(password|passwd|pwd|.*hash|salt|.*_secret)$/i;
const ID_KEYS = ['user_id', 'id'];

/** Looks at what Login and Get User call back with: an ID that stays, no password. */
export function findProfileProblems(script: ParsedScript): Problem[] {
    if (script.name !== 'login' && script.name !== 'get_user') return [];
    return [...findIdProblems(script), ...findLiteralProblems(script)];
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
        const secret = nodesIn(profile).find((node) => SECRET_FIELD.test(keyOf(node)));
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
