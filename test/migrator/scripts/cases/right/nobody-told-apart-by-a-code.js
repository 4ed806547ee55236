// script: get_user
function getUser(email, callback) {
  find(email, (error, user) => {
    if (error && error.code === 'NOBODY') return callback(null);
    if (error) return callback(error);
    callback(null, { user_id: user.id, email: user.email });
  });
  function find(address, done) {
    require('request').get({ url: configuration.URL, qs: { address }, json: true }, (err, res, rows) => {
      if (err) return done(err);
      if (rows.length === 0) { const nobody = new Error('nobody'); nobody.code = 'NOBODY'; return done(nobody); }
      done(null, rows[0]);
    });
  }
}
