// script: login
async function login(email, password, callback) {
  class Users {
    constructor(url) { this.url = url; }
    async check(address, secret) {
      const r = await fetch(this.url, { method: 'POST', body: JSON.stringify({ address, secret }) });
      if (r.status === 401) return undefined;
      if (r.status !== 200) throw new Error('HTTP ' + r.status);
      return r.json();
    }
  }
  try {
    const user = await new Users(configuration.URL).check(email, password);
    if (!user) return callback(new WrongUsernameOrPasswordError(email, 'Wrong email or password'));
    return callback(null, { user_id: user.id, email: user.email, email_verified: user.verified });
  } catch (error) { return callback(error); }
}
