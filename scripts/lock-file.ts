/** A package of `package-lock.json`, as far as platforms are concerned. */
export interface LockedPackage {
    readonly version?: string;
    readonly os?: readonly string[] | string;
    readonly cpu?: readonly string[] | string;
    readonly libc?: readonly string[];
    readonly dev?: boolean;
    readonly optional?: boolean;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The `packages` of `package-lock.json`, by path. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/**
 * Finds the optional dependencies that a lock file does not hold.
 *
 * npm leaves a package out of the lock file when it cannot be had where the lock file is written, as some mirrors have only
 * the packages of their own platform; `npm ci` then refuses the lock file everywhere.
 *
 * @returns entries to add, by path; without `integrity`, which only the registry knows
 */
export function missingPlatformPackages(packages: LockedPackages): Record<string, LockedPackage> {
    const missing: Record<string, LockedPackage> = {};
    for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
        for (const [name, version] of Object.entries(optionalDependencies)) {
            const place = `node_modules/${name}`;
            if (packages[place] !== undefined || packages[`${path}/${place}`] !== undefined) continue;
            missing[place] = { version, ...platformOf(name), ...(dev === true ? { dev } : {}), optional: true };
        }
    }
    return missing;
}

function platformOf(name: string): Pick<LockedPackage, 'cpu' | 'libc' | 'os'> {
    const match =
        /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(-\w+)?/.exec(name);
    if (match === null)
        throw new Error(`Expected the name of ${name} to tell its platform. Add it to the lock file by hand.`);
    const [, os = '', cpu = '', abi = ''] = match;
    const libc = abi.startsWith('-musl') ? ['musl'] : abi.startsWith('-gnu') ? ['glibc'] : undefined;
    return { cpu: [cpu], ...(libc === undefined ? {} : { libc }), os: [os] };
}
