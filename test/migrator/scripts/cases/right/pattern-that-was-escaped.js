// script: get_user
function getByEmail(email, callback) {
  const escaped = email.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  require('mongodb').MongoClient.connect(configuration.URL, function (err, client) {
    if (err) return callback(err);
    client.db().collection('people').findOne({ mail: new RegExp('^' + escaped + '$', 'i') }, function (err, person) {
      client.close();
      if (err) return callback(err);
      if (!person) return callback(null);
      callback(null, { user_id: person._id.toString(), email: person.mail });
    });
  });
}
