import { Application, ReflectionKind } from 'typedoc';

/** What is asked of a reflection here. */
interface Reflected {
    readonly name: string;
    readonly parent?: Reflected;
    readonly inheritedFrom?: unknown;
    readonly overwrites?: unknown;
    kindOf(kind: ReflectionKind | ReflectionKind[]): boolean;
    hasComment(): boolean;
    getFriendlyFullName(): string;
}

const OWNERS = [ReflectionKind.Interface, ReflectionKind.Class];
const TYPES = [ReflectionKind.TypeLiteral, ReflectionKind.TypeAlias];

/**
 * Makes typedoc ask for a docstring of every property of an exported class or interface, and of every named parameter.
 *
 * Its own option does not tell these from what is inside a type, which would be some 400 more.
 */
export function load(app: Application): void {
    app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
        const all = Object.values(project.reflections) as unknown as readonly Reflected[];
        for (const reflection of all.filter((one) => isOwnProperty(one) || isNamedParameter(one))) {
            if (!reflection.hasComment())
                app.logger.validationWarning(`${reflection.getFriendlyFullName()} has no docstring` as never);
        }
    });
}

function isOwnProperty(reflection: Reflected): boolean {
    const { parent, inheritedFrom, overwrites } = reflection;
    const isOwn = inheritedFrom === undefined && overwrites === undefined;
    return isOwn && reflection.kindOf(ReflectionKind.Property) && parent?.kindOf(OWNERS) === true;
}

// A destructured parameter has no name that a docstring could use; its type explains it.
function isNamedParameter(reflection: Reflected): boolean {
    if (!reflection.kindOf(ReflectionKind.Parameter) || reflection.name.startsWith('__')) return false;
    for (let { parent } = reflection; parent !== undefined; parent = parent.parent) {
        if (parent.kindOf(TYPES)) return false;
    }
    return true;
}
