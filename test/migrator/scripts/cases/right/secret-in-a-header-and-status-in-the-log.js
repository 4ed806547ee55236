// script: login
async function login(email, password, callback) {
  if (!configuration.API_SECRET) return callback(new Error('Set API_SECRET in the configuration of ' + configuration.NAME));
  console.log('secret is set:', Boolean(configuration.API_SECRET), configuration.API_SECRET.length, typeof configuration.API_SECRET);
  try {
    const r = await fetch(configuration.URL, { method: 'POST', headers: { authorization: 'Bearer ' + configuration.API_SECRET }, body: JSON.stringify({ email, password }) });
    console.log('answered', r.status);
    if (r.status === 401) return callback(new WrongUsernameOrPasswordError(email));
    if (!r.ok) return callback(new Error('HTTP ' + r.status));
    const u = await r.json();
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
