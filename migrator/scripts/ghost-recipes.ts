import type { AnyNode } from 'acorn';
import { answersOf } from './callback-calls.ts';
import type { DatabaseScriptTexts } from './check-scripts.ts';
import { keyOf, nodesIn, pathOf } from './node-parts.ts';
import { type ParsedScript, parseScript } from './parse-script.ts';

/** What a pair of scripts does that can leave a ghost. */
export interface GhostRecipes {
    /** Whether Get User may answer with a profile before the first login. */
    readonly isAnswering: boolean;
    /** Whether Login may give a username or phone number, which another user may have. */
    readonly carriesNames: boolean;
}

/** Reads which ghosts the scripts of an import mode allow. In doubt it says yes: a script may get its profile from anywhere. */
export function ghostRecipesOf({ login, get_user: getUser }: DatabaseScriptTexts): GhostRecipes {
    return { isAnswering: mayAnswer(read('get_user', getUser)), carriesNames: mayCarryNames(read('login', login)) };
}

function read(name: 'login' | 'get_user', text: string | undefined): ParsedScript | undefined {
    const script = text === undefined ? undefined : parseScript(name, text);
    return script === undefined || 'code' in script ? undefined : script;
}

function mayAnswer(script: ParsedScript | undefined): boolean {
    return script !== undefined && answersOf(script).length > 0;
}

function mayCarryNames(script: ParsedScript | undefined): boolean {
    if (script === undefined || answersOf(script).length === 0) return false;
    const profiles = answersOf(script).map((answer) =>
        answer === 'handed on' ? undefined : literalOf(script, answer),
    );
    const isOpen = profiles.some(
        (profile) =>
            profile?.type !== 'ObjectExpression' ||
            profile.properties.some((property) => property.type === 'SpreadElement'),
    );
    return isOpen || nodesIn(script.program).some(namesName);
}

function namesName(node: AnyNode): boolean {
    const name =
        node.type === 'Property'
            ? keyOf(node)
            : node.type === 'AssignmentExpression'
              ? (pathOf(node.left).split('.').at(-1) ?? '')
              : '';
    return name === 'username' || name === 'phone_number';
}

// An object where it stands, or the one that a variable was made with.
function literalOf(script: ParsedScript, value: AnyNode): AnyNode | undefined {
    if (value.type !== 'Identifier') return value;
    const made = nodesIn(script.program).flatMap((node) =>
        node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === value.name && node.init
            ? [node.init as AnyNode]
            : [],
    );
    return made.length === 1 ? made[0] : undefined;
}
