// script: login
async function login(email, password, callback) {
  const passwordHash = require('password-hash');
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email));
    if (r.status === 404) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    if (!passwordHash.verify(password, u.hash)) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
