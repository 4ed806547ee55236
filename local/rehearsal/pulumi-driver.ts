/** What an `up` came to. */
export interface UpResult {
    readonly isUnchanged: boolean;
    /** The stack's outputs. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** Receives what a run says. */
export interface PulumiListener {
    /** A line that stays. */
    readonly say: (line: string) => void;
    /** A status, in the place of the one before. */
    readonly showStatus: (line: string) => void;
}

/** Where a program runs, and with what. */
export interface PulumiTask {
    readonly projectFolder: string;
    readonly stack: string;
    /** Folder for the state and the stack's configuration. */
    readonly workFolder: string;
    readonly config: Readonly<Record<string, string>>;
    readonly env: NodeJS.ProcessEnv;
    readonly listener: PulumiListener;
}

/** The way a rehearsal runs Pulumi: the real CLI, or the stand-in where there is none. */
export interface PulumiDriver {
    readonly kind: 'cli' | 'local';
    /** Shows what `up` would do. */
    preview(task: PulumiTask): Promise<void>;
    /**
     * Does it.
     *
     * @throws {Error} when it fails; what was wrong has been shown
     */
    up(task: PulumiTask): Promise<UpResult>;
}
