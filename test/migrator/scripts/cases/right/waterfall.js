// script: login
function login(email, password, callback) {
  const async = require('async');
  const bcrypt = require('bcrypt');
  const sqlserver = require('tedious');
  async.waterfall([
    (next) => find(email, next),
    (row, next) => {
      if (!row) return next(new WrongUsernameOrPasswordError(email));
      bcrypt.compare(password, row.hash, (err, ok) => next(err, ok, row));
    },
    (ok, row, next) => ok ? next(null, { user_id: row.id, email: row.email }) : next(new WrongUsernameOrPasswordError(email)),
  ], callback);
  function find(address, done) {
    require('request').get({ url: configuration.URL, qs: { address }, json: true }, (err, res, body) => done(err, body && body.user));
  }
}
