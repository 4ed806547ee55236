// script: get_user
function getByEmail(email, callback) {
  find(email, (err, user, status) => {
    if (user) {
      callback(null, { user_id: user.id, email: user.email });
    } else if (status >= 500) {
      callback(new Error('The source is down'));
    } else {
      callback(err);
    }
  });
  function find(address, done) {
    require('request').get({ url: configuration.URL, qs: { address }, json: true }, (err, res, body) => done(err, body && body.user, res && res.statusCode));
  }
}
