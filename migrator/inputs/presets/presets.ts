import { aspNetIdentity } from './aspnet-identity.ts';
import { betterAuth } from './better-auth.ts';
import { clerk } from './clerk.ts';
import { cognito } from './cognito.ts';
import { devise } from './devise.ts';
import { django } from './django.ts';
import { drupal } from './drupal.ts';
import { firebase } from './firebase.ts';
import { gigya } from './gigya.ts';
import { joomla } from './joomla.ts';
import { keycloakRealm } from './keycloak-realm.ts';
import { magento } from './magento.ts';
import { meteor } from './meteor.ts';
import { okta } from './okta.ts';
import type { PresetName, SourcePreset } from './preset.ts';
import { supabase } from './supabase.ts';
import { wordpress } from './wordpress.ts';

/** How the files of known systems are read. */
export const PRESETS: Readonly<Record<PresetName, SourcePreset>> = {
    'aspnet-identity': aspNetIdentity,
    'better-auth': betterAuth,
    clerk,
    cognito,
    devise,
    django,
    drupal,
    firebase,
    gigya,
    joomla,
    'keycloak-realm': keycloakRealm,
    magento,
    meteor,
    okta,
    supabase,
    wordpress,
};
