// script: login
async function login(email, password, callback) {
  const crypto = require('crypto');
  const compare = (given, row) => crypto.createHash('sha256').update(row.salt + given).digest('hex') === row.hash;
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email));
    if (r.status === 404) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    if (!compare(password, u)) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
