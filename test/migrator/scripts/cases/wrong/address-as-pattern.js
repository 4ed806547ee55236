// script: login
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_PATTERN
// see: https://www.mongodb.com/docs/manual/reference/operator/query/regex/
function login(email, password, callback) {
  require('mongodb').MongoClient.connect(configuration.URL, function (err, client) {
    if (err) return callback(err);
    client.db().collection('people').findOne({ mail: new RegExp('^' + email + '$', 'i') }, function (err, person) {
      if (err) return callback(err);
      if (!person || !require('bcrypt').compareSync(password, person.hash)) return callback(new WrongUsernameOrPasswordError(email));
      callback(null, { user_id: person._id.toString(), email: person.mail });
    });
  });
}
