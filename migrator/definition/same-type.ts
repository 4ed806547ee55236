/** The usual way to compare two types strictly: it also tells apart types that are assignable to each other, such as one with another optional property. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- TypeScript compares two generic functions by identity
export type IsSameType<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** A type without `readonly` at any depth: the types of schemas have none. */
export type Writable<T> = T extends (...parameters: never[]) => unknown
    ? T
    : T extends readonly (infer Item)[]
      ? Writable<Item>[]
      : T extends object
        ? { -readonly [Key in keyof T]: Writable<T[Key]> }
        : T;
