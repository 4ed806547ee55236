import type * as pulumi from '@pulumi/pulumi';
import type { InputSettingName, RunSettings } from '../migrator/index.ts';

type Inputs<T> = { readonly [Name in keyof T]: pulumi.Input<NonNullable<T[Name]>> };

/** The settings of a run that a program can choose, as inputs. */
export type SettingInputs = Inputs<Pick<RunSettings, InputSettingName>>;
