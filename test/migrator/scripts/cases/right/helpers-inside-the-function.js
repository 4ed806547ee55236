// script: login
function login(email, password, callback) {
  const crypto = require('crypto');
  findUser(email, (err, user) => {
    if (err) return fail(err);
    if (!user || !isRight(password, user)) return fail(new WrongUsernameOrPasswordError(email));
    succeed(user);
  });

  function findUser(address, done) {
    require('request').get({ url: configuration.URL, qs: { email: address }, json: true }, (err, response, body) => done(err, body));
  }

  function isRight(given, { salt, hash }) {
    return crypto.timingSafeEqual(crypto.scryptSync(given, salt, 64), Buffer.from(hash, 'hex'));
  }

  function fail(error) {
    callback(error);
  }

  function succeed({ id, email: address, verified }) {
    callback(null, { user_id: id, email: address, email_verified: verified === 1 });
  }
}
