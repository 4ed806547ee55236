// script: login
function login(email, password, callback) {
  (async () => {
    const response = await fetch(configuration.URL, { method: 'POST', body: JSON.stringify({ email, password }) });
    if (response.status === 401) throw new WrongUsernameOrPasswordError(email);
    if (!response.ok) throw new Error('HTTP ' + response.status);
    const user = await response.json();
    return { user_id: user.id, email: user.email };
  })().then((profile) => callback(null, profile), callback);
}
