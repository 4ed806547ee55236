// script: login
// finds: SCRIPT_PASSWORD_UNCHECKED
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
async function login(email, password, callback) {
  const argon2 = require('argon2');
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email));
    if (r.status === 404) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    const isValid = argon2.verify(u.hash, password);
    return isValid ? callback(null, { user_id: u.id, email: u.email }) : callback(new WrongUsernameOrPasswordError(email));
  } catch (e) { callback(e); }
}
