// script: get_user
async function getUser(email, callback) {
  let error = null;
  let profile = null;
  try {
    const res = await fetch(configuration.URL + '?email=' + encodeURIComponent(email));
    if (res.status === 200) { const u = await res.json(); profile = { user_id: u.id, email: u.email }; }
    else if (res.status !== 404) error = new Error('HTTP ' + res.status);
  } catch (e) { error = e; }
  return callback(error, profile);
}
