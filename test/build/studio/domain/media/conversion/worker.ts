import '../../../../../../src/domain/media/conversion/worker.ts';
