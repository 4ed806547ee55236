// script: login
// finds: SCRIPT_REJECTION_LOST
// see: https://github.com/openwhyd/openwhyd/pull/593
async function login(email, password, callback) {
  try {
    const response = await fetch(configuration.URL, { method: 'POST', body: JSON.stringify({ email, password }) });
    var user = await response.json();
  } catch (error) {
    return callback(error);
  }
  if (!user.ok) throw new WrongUsernameOrPasswordError(email);
  callback(null, { user_id: user.id, email: user.email });
}
